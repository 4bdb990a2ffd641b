"""Conversations, their turns, and the footnotes that stay true for ever."""

import uuid
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from access.access import collections_for
from access.models import Collection, Role


class Conversation(models.Model):
    """One person's thread of questions. `collections` narrows what is asked; none chosen means all that may be read.

    `filters` (as retrieval.filters packs them) narrow further; they were chosen with the last question, and count for the next.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conversations")
    title = models.CharField(max_length=200, blank=True)
    collections = models.ManyToManyField(Collection, blank=True, related_name="+")
    filters = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    asked_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def edited(self) -> frozenset[uuid.UUID]:
        """The collections that its person edits now."""
        return frozenset(collections_for(self.user, Role.EDITOR).values_list("pk", flat=True))


class Turn(models.Model):
    """One question and its answer. Like a document's version it is a row of the queue: a worker holds it by its lease.

    `answer` is Markdown with footnote marks like [1]; `claims` is a list of {text, start, end, numbers, support} over it;
    `steps` maps a step's name to milliseconds; `searched` are the names of the collections that were searched, `filters`
    what documents had to be; `readings` are [words, meaning] as the question was read, which it isn't if asked `as_typed`;
    `confidence` is the search's, and of the question's telling `words` so many are in none of the passages that it looked at:
    None where there was no search, or none of this was kept yet.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        ANSWERING = "answering", "Answering"
        DONE = "done", "Answered"
        STOPPED = "stopped", "Stopped"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    ordinal = models.PositiveIntegerField()
    question = models.TextField()
    filters = models.JSONField(default=dict, blank=True)
    as_typed = models.BooleanField(default=False)
    readings = models.JSONField(default=list, blank=True)
    standalone = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    refused = models.BooleanField(default=False)
    confidence = models.FloatField(null=True, blank=True)
    words = models.PositiveIntegerField(null=True, blank=True)
    words_unknown = models.PositiveIntegerField(null=True, blank=True)
    claims = models.JSONField(default=list)
    searched = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    stop_asked = models.BooleanField(default=False)
    error = models.TextField(blank=True)
    provider = models.CharField(max_length=100, blank=True)
    model = models.CharField(max_length=200, blank=True)
    steps = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["conversation", "ordinal"], name="one_turn_an_ordinal")]
        indexes = [models.Index(fields=["created_at"], name="asked", condition=Q(state__in=["queued", "answering"]))]

    def __str__(self) -> str:
        return self.question[:80]


class Citation(models.Model):
    """One footnote: a snapshot of the passage, kept even when the document changes or goes.

    `quote` is the passage's part that supports the claim; `spans` are [page, start, end] in the page texts of that version;
    `boxes` are [page, left, top, right, bottom] as fractions of the page, empty for formats without a layout. After
    `review_on` the document was to be looked at again. Only erasing the document, or the same one uploaded once more,
    takes its words away: since `erased_at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="citations")
    number = models.PositiveIntegerField()
    cited = models.BooleanField(default=True)
    chunk_id = models.UUIDField()
    document_id = models.UUIDField(db_index=True)
    version_id = models.UUIDField()
    collection_id = models.UUIDField()
    name = models.CharField(max_length=500, default="")
    title = models.CharField(max_length=500)
    heading = models.JSONField(default=list)
    page = models.PositiveIntegerField()
    passage = models.TextField()
    quote = models.TextField()
    spans = models.JSONField(default=list)
    boxes = models.JSONField(default=list)
    score = models.FloatField(default=0.0)
    review_on = models.DateField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["turn", "number"], name="one_citation_a_number")]

    def __str__(self) -> str:
        return f"[{self.number}] {self.title}, page {self.page}"


class Feedback(models.Model):
    """A thumb on a turn, with the reasons its giver chose. It can be changed; there is one a turn."""

    turn = models.OneToOneField(Turn, on_delete=models.CASCADE, related_name="feedback")
    helpful = models.BooleanField()
    reasons = models.JSONField(default=list)
    comment = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return "up" if self.helpful else "down"


class Sign(models.Model):
    """What its person did with an answer, without a word about it: how often, and when last. It goes with its turn.

    Asked again is a sign of the earlier answer, which was not enough.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", "Footnotes opened"
        COPIED = "copied", "Copied"
        AGAIN = "again", "Asked again soon"

    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="signs")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    count = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["turn", "kind"]
        constraints = [models.UniqueConstraint(fields=["turn", "kind"], name="one_sign_a_kind")]
        indexes = [models.Index(fields=["kind", "-at"], name="latest_signs")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.count}"


class Chain(models.Model):
    """The way to one answer (assistant.tracing), kept for administrators for some days. It goes with its turn."""

    turn = models.OneToOneField(Turn, on_delete=models.CASCADE, primary_key=True, related_name="chain")
    told = models.JSONField()
    kept_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"Chain of {self.turn_id}"
