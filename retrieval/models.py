"""The database's side of the index: the truth from which Qdrant can be rebuilt at any time."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from retrieval.messages import Line, Span


class IndexedDocument(models.Model):
    """Which version of a document search may show. Moving `version_id` is the one step that makes a version visible.

    From `expires_at` on it isn't shown any more. `weight` moves it up (or down, below 0) among what fits as well. By `kind` (as
    retrieval.filters has it), `author`, `dated`, `language` and `data_class` a search may be narrowed; `author_words` are the words
    of the author's name, with a space around each. `untold` is the time of the last change to these that the points do not know
    of yet; None once they do.
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
    kind = models.CharField(max_length=12, default="")
    author = models.CharField(max_length=300, default="")
    author_words = models.CharField(max_length=700, default="")
    dated = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=8, default="")
    untold = models.DateTimeField(null=True, blank=True, default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["untold"], name="untold", condition=models.Q(untold__isnull=False)),
            models.Index(fields=["expires_at"], name="expiring", condition=models.Q(expires_at__isnull=False)),
            models.Index(fields=["collection_id", "review_on"], name="reviewed", condition=models.Q(review_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title


class StoredChunk(models.Model):
    """One chunk of one version. Its id is also the id of its point in Qdrant.

    `digest` is that of the text that its vectors are made of; blank where the chunk was written before there were digests.
    `text_digest` is that of `text` alone. `chunker` is the key of what cut it (retrieval.chunkers); blank where that was before
    chunkers were recorded.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document_id = models.UUIDField(db_index=True)
    version_id = models.UUIDField()
    collection_id = models.UUIDField()
    chunker = models.CharField(max_length=12, default="")
    ordinal = models.PositiveIntegerField()
    title = models.CharField(max_length=500)
    heading = models.JSONField(default=list)
    text = models.TextField()
    text_digest = models.CharField(max_length=64, default="")
    spans = models.JSONField(default=list)
    lines = models.JSONField(default=list)
    digest = models.CharField(max_length=64, default="")

    class Meta:
        indexes = [models.Index(fields=["digest"], name="same_text")]
        constraints = [models.UniqueConstraint(fields=["version_id", "chunker", "ordinal"], name="one_chunk_a_place")]

    def __str__(self) -> str:
        return f"{self.title} #{self.ordinal}"

    @property
    def own_spans(self) -> tuple[Span, ...]:
        """Where it stands in the texts of its pages."""
        return tuple(Span(*span) for span in self.spans)

    @property
    def own_lines(self) -> tuple[Line, ...]:
        """Where its lines stand on the pages."""
        return tuple(Line(*line) for line in self.lines)


class Exclusion(models.Model):
    """Chunks of one document with a certain text that no search finds, in this version and those to come.

    `of` is the digest of the text that was excluded where another chunker had cut, if that is why (retrieval.keeping_out).
    """

    document_id = models.UUIDField()
    text_digest = models.CharField(max_length=64)
    of = models.CharField(max_length=64, default="")
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document_id", "text_digest"], name="one_exclusion_a_text")]

    def __str__(self) -> str:
        return f"Excluded from {self.document_id}"


class IndexVersion(models.Model):
    """One way of making vectors, and the collection in Qdrant, `name`, that holds them.

    `model` is as EMBEDDING_MODEL named it. `fingerprint`, `sparse` and `chunker` tell that model, the sparse vocabulary and how
    documents are cut from all others. All vectors are of length 1. While it waits, only what the settings of whoever asked for it
    said is known, and the name holds its place.

    It is a row of the queue: a worker holds it by its lease. The cursor is the last chunk written, `done` of `total` chunks are,
    `speed` is in chunks a second; all of this is of documents until it `is_cut`. `said` is why it stands still. `compared` are the
    figures of retrieval.comparing.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        BUILDING = "building", "Being built"
        READY = "ready", "Ready"
        LIVE = "live", "Live"
        KEPT = "kept", "Kept"
        FAILED = "failed", "Failed"
        GOING = "going", "Being removed"

    alias = models.CharField(max_length=100)
    name = models.CharField(max_length=120, unique=True)
    model = models.CharField(max_length=500, blank=True)
    fingerprint = models.CharField(max_length=64)
    dimensions = models.PositiveIntegerField()
    sparse = models.CharField(max_length=64)
    chunker = models.CharField(max_length=12, default="")
    chunk_tokens = models.PositiveIntegerField(default=0)
    chunk_overlap = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices)
    since = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    began_at = models.DateTimeField(null=True)
    is_cut = models.BooleanField(default=True)
    cursor_version = models.UUIDField(null=True)
    cursor_ordinal = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    speed = models.FloatField(default=0.0)
    said = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    compared = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alias"], name="one_live_index", condition=models.Q(state="live")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def seconds_left(self) -> int | None:
        """Until all chunks are written, or all documents cut, at the speed of the last turns; None while nobody can tell."""
        left = max(0, self.total - self.done)
        return round(left / self.speed) if self.speed and self.state == self.State.BUILDING else None


class Behind(models.Model):
    """A version of a document that one version of the index lacks: writing it failed there, and is made good."""

    index = models.ForeignKey(IndexVersion, on_delete=models.CASCADE, related_name="behind")
    version_id = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["index", "version_id"], name="behind_once")]

    def __str__(self) -> str:
        return f"{self.version_id} in {self.index_id}"


class Uncut(models.Model):
    """A version of a document whose chunks by this chunker are not all stored: it is being cut, or that was broken off."""

    chunker = models.CharField(max_length=12)
    version_id = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chunker", "version_id"], name="uncut_once")]

    def __str__(self) -> str:
        return f"{self.version_id} by {self.chunker or 'the first chunker'}"
