"""The uploads that come in parts."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from access.models import Collection
from ingestion.models import Document


class Upload(models.Model):
    """A file on its way in. Its first `offset` bytes of `size` are on disk for good; what is there beyond them doesn't count.

    `stamp` is by what its sender knows the file again. `by_hand`: a person chose just this file. When it has been taken in,
    `outcome` is what became of it (intake's, or `refused`), `reason` what there is to say about that, and the file is gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=500)
    stamp = models.CharField(max_length=100, blank=True)
    size = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    by_hand = models.BooleanField(default=False)
    began_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now_add=True, db_index=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"Upload of {self.name}"

    @property
    def is_whole(self) -> bool:
        """Whether all of it has come."""
        return self.offset == self.size

    @property
    def expires_at(self) -> datetime:
        """When it is forgotten unless more of it comes."""
        return self.touched_at + timedelta(hours=settings.INGESTION.unfinished_hours)


def unfinished(**where: object) -> "models.QuerySet[Upload]":
    """The uploads that were not taken in yet, the oldest first."""
    return Upload.objects.filter(finished_at=None, **where).order_by("began_at", "pk")
