"""Golden questions, runs of them, and what each run found. Of documents they hold ids and page numbers; of their text, answers."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from access.models import Collection

LONGEST_QUESTION = 1000
"""Characters."""


class GoldenQuestion(models.Model):
    """A question to a collection of which a person knows the right sources, or that its documents don't answer.

    It counts once somebody has confirmed it; what a model suggested waits for that. `made_from` is the document whose text it was
    suggested from, whatever its sources become: the question's words may be that document's.
    """

    class Origin(models.TextChoices):
        WRITTEN = "written", "Written"
        ANSWER = "answer", "From an answer"
        THUMB = "thumb", "From a thumb down"
        AGAIN = "again", "From a question asked again"
        SUGGESTED = "suggested", "Suggested by the model"
        IMPORTED = "imported", "Imported"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="golden_questions")
    question = models.TextField(max_length=LONGEST_QUESTION)
    answerable = models.BooleanField(default=True)
    note = models.CharField(max_length=500, blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.WRITTEN)
    made_from = models.UUIDField(null=True, blank=True, db_index=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.question[:80]


class GoldenSource(models.Model):
    """A document that answers a golden question; on one page of it, or with page 0 anywhere."""

    question = models.ForeignKey(GoldenQuestion, on_delete=models.CASCADE, related_name="sources")
    document_id = models.UUIDField(db_index=True)
    page = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["question", "document_id", "page"], name="one_source_a_place")]

    def __str__(self) -> str:
        return f"{self.document_id}, page {self.page or 'any'}"


class GoldenRun(models.Model):
    """The golden questions of one collection, asked one after the other in the Scope of its readers; with `answers` answered too.

    Like a document's version it is a row of the queue: a worker holds it by its lease, and one that died is gone on with where
    its results end. `index` names the version of the index that is asked; empty is the live one. `conditions` are what it was run
    with, by name; `figures` are by name {value, low, high, count}. It is held against the run that it was ordered `beside`, or else
    the last one before it. A run that is worse stands once a person has accepted it. `failures` are those of the language model at
    the question that comes next.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        BROKEN_OFF = "broken", "Broken off"
        CANCELLED = "stopped", "Cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="golden_runs")
    note = models.CharField(max_length=200, blank=True)
    index = models.CharField(max_length=200, blank=True)
    answers = models.BooleanField(default=False)
    beside = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    said = models.TextField(blank=True)
    conditions = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_why = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "pk"]
        indexes = [models.Index(fields=["asked_at"], name="runs_to_do", condition=Q(state__in=["waiting", "running"]))]

    def __str__(self) -> str:
        return f"Golden run of {self.asked_at:%Y-%m-%d %H:%M}"


class GoldenResult(models.Model):
    """What one run found for one question.

    `asked` is a digest of the question and its sources: results with the same one can be compared. `found` are the first passages
    as [document id, page, score, whether it is right]; `merits` are by name, none for a question without an answer.
    """

    run = models.ForeignKey(GoldenRun, on_delete=models.CASCADE, related_name="results")
    question = models.ForeignKey(GoldenQuestion, on_delete=models.CASCADE, related_name="results")
    asked = models.CharField(max_length=64)
    answerable = models.BooleanField()
    refused = models.BooleanField()
    confidence = models.FloatField()
    milliseconds = models.FloatField()
    found = models.JSONField(default=list)
    merits = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "question"], name="one_result_a_question")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.question_id}"


class GoldenAnswer(models.Model):
    """What is answered to a golden question that is asked as people ask.

    `text` is Markdown with footnote marks like [1]; `claims` is a list of {start, end, numbers, support} over it; `merits` are by
    name. It is text of documents: erasing one that stands behind it takes text and claims away, since `erased_at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    result = models.OneToOneField(GoldenResult, on_delete=models.CASCADE, related_name="answer")
    text = models.TextField(blank=True)
    claims = models.JSONField(default=list)
    refused = models.BooleanField()
    milliseconds = models.FloatField()
    model = models.CharField(max_length=200, blank=True)
    merits = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Answer of {self.result_id}"


class GoldenCitation(models.Model):
    """A passage that was shown to the model for a golden answer, `cited` or not, and whether it stands in a `right` place.

    `spans` are [page, start, end] in the page texts of that version.
    """

    answer = models.ForeignKey(GoldenAnswer, on_delete=models.CASCADE, related_name="citations")
    number = models.PositiveIntegerField()
    cited = models.BooleanField()
    right = models.BooleanField()
    document_id = models.UUIDField(db_index=True)
    version_id = models.UUIDField()
    page = models.PositiveIntegerField()
    spans = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="one_golden_citation_a_number")]

    def __str__(self) -> str:
        return f"[{self.number}] {self.document_id}, page {self.page}"


class GoldenWord(models.Model):
    """Somebody's word that a version of the index may be switched to in spite of what golden sets said of it, or had not said yet.

    It outlives the version. A command says it for nobody.
    """

    index = models.CharField(max_length=200)
    held_back = models.TextField()
    why = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Word for {self.index}"


class LiveConditions(models.Model):
    """The conditions of the present as a worker saw them last, for pages: one row, with when it changed."""

    told = models.JSONField(default=dict)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"Conditions since {self.since:%Y-%m-%d %H:%M}"
