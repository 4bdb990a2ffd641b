"""Wishes to erase and to forget, with their certificates, and the marks that keep what was erased from coming back.

No content, no names.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Erasure(models.Model):
    """One wish to erase a document everywhere, or to forget a person. It is a row of the queue: a worker holds it by its lease.

    `subject` are ids and hashes; `sealed` is the document's name and phrases of it, or how the person is written, encrypted, and
    emptied at the end. `found` is what lay where before anything was erased. `said` is what it waits for, or why it was set aside.
    A `person` is looked for first: `named` is where they were found, without a word of it, and `choices` (forgetting.messages) is
    what an administrator then wants. Such a wish belongs to no collection.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        WORKING = "working", "At work"
        SEARCHED = "searched", "Waiting for your choice"
        DONE = "done", "Erased"
        FAILED = "failed", "Not whole"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collection_id = models.UUIDField(null=True, blank=True, db_index=True)
    person = models.BooleanField(default=False)
    named = models.JSONField(null=True, blank=True)
    choices = models.JSONField(null=True, blank=True)
    subject = models.JSONField()
    sealed = models.TextField(blank=True)
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    said = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    found = models.JSONField(null=True, blank=True)
    certificate = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["asked_at"], name="to_erase", condition=Q(state__in=["waiting", "working"]))]

    def __str__(self) -> str:
        return f"Erasure {self.pk} ({self.state})"


class Tombstone(models.Model):
    """Something that was erased, known by its id or by a keyed hash, so that it is recognised when it comes back."""

    kind = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "digest"], name="one_tombstone_a_thing")]

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:8]}"
