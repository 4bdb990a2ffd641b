"""The database's side of the index: the truth from which Qdrant can be rebuilt at any time."""

import uuid

from django.db import models


class IndexedDocument(models.Model):
    """Which version of a document search may show. Moving `version_id` is the one step that makes a version visible.

    From `expires_at` on it isn't shown any more. `weight` moves it up (or down, below 0) among what fits as well.
    """

    document_id = models.UUIDField(primary_key=True)
    collection_id = models.UUIDField(db_index=True)
    version_id = models.UUIDField(db_index=True)
    title = models.CharField(max_length=500)
    name = models.CharField(max_length=500, default="")
    review_on = models.DateField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    weight = models.SmallIntegerField(default=0)
    data_class = models.CharField(max_length=12, default="internal")

    class Meta:
        indexes = [
            models.Index(fields=["expires_at"], name="expiring", condition=models.Q(expires_at__isnull=False)),
            models.Index(fields=["collection_id", "review_on"], name="reviewed", condition=models.Q(review_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title


class StoredChunk(models.Model):
    """One chunk of one version. Its id is also the id of its point in Qdrant.

    `digest` is that of the text that its vectors are made of; blank where the chunk was written before there were digests.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document_id = models.UUIDField(db_index=True)
    version_id = models.UUIDField()
    collection_id = models.UUIDField()
    ordinal = models.PositiveIntegerField()
    title = models.CharField(max_length=500)
    heading = models.JSONField(default=list)
    text = models.TextField()
    spans = models.JSONField(default=list)
    lines = models.JSONField(default=list)
    digest = models.CharField(max_length=64, default="")

    class Meta:
        indexes = [models.Index(fields=["digest"], name="same_text")]
        constraints = [models.UniqueConstraint(fields=["version_id", "ordinal"], name="one_chunk_an_ordinal")]

    def __str__(self) -> str:
        return f"{self.title} #{self.ordinal}"
