"""The log of the work, and what people have paused."""

from django.conf import settings
from django.db import models

from access.models import Collection
from ingestion.models import Document, State


class Try(models.Model):
    """One try of a worker at one version; its id is that of the lease by which the version was held.

    It stays when its version goes, so that what was measured outlives replaced documents; of a document that is gone nothing
    but numbers is left. `state`, `step` and `steps` are where the try stood when it ended. `pages` were read, `recognised` of
    them from pictures; the seconds are those of each stage. `reason` is fit to show, `detail` says what the reader ended with.
    """

    class End(models.TextChoices):
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"
        AGAIN = "again", "Broke off"
        DIED = "died", "Its worker died"
        WAITED = "waited", "Put off: something needed was away"
        STOPPED = "stopped", "Put off: the worker was stopped"
        CANCELLED = "cancelled", "Cancelled"
        LOST = "lost", "Not needed any more"

    id = models.UUIDField(primary_key=True, editable=False)
    document = models.ForeignKey(Document, null=True, on_delete=models.SET_NULL, related_name="tries")
    version_id = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    worker = models.CharField(max_length=120)
    size = models.BigIntegerField()
    began_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=9, choices=End.choices, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, blank=True)
    step = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)
    detail = models.CharField(max_length=300, blank=True)
    pages = models.PositiveIntegerField(default=0)
    recognised = models.PositiveIntegerField(default=0)
    reading_seconds = models.FloatField(default=0)
    recognising_seconds = models.FloatField(default=0)
    indexing_seconds = models.FloatField(default=0)

    class Meta:
        verbose_name_plural = "tries"
        indexes = [models.Index(fields=["id"], name="tries_under_way", condition=models.Q(ended_at=None))]

    def __str__(self) -> str:
        return f"Try {self.number} at {self.version_id}"

    @property
    def took(self) -> float:
        """Seconds from its beginning to its end; 0 while it is under way."""
        return (self.ended_at - self.began_at).total_seconds() if self.ended_at else 0.0


class HeldUp(models.Model):
    """Why no document can be worked on, as a worker found it last; no row if they can. `full`: the index takes nothing more in."""

    reason = models.CharField(max_length=200)
    full = models.BooleanField(default=False)
    since = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.reason


class Pause(models.Model):
    """Nothing new is begun in this collection, or in none if there is no collection, until somebody resumes."""

    collection = models.ForeignKey(Collection, null=True, on_delete=models.CASCADE, related_name="pauses")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    since = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Pause of {self.collection or 'everything'}"
