"""Sources of a collection, what each of them has brought, and their runs."""

import uuid

from django.db import models
from django.db.models import Q

from access.models import Collection, User


class Every(models.IntegerChoices):
    """How often a source is looked at, in minutes."""

    BY_HAND = 0, "Only when somebody runs it"
    QUARTER = 15, "Every 15 minutes"
    HOUR = 60, "Every hour"
    SIX_HOURS = 360, "Every 6 hours"
    DAY = 1440, "Every day"
    WEEK = 10080, "Every week"


class Gone(models.TextChoices):
    """What becomes of a document whose original is gone from the source."""

    KEEP = "keep", "Keep the document"
    REMOVE = "remove", "Remove the document"


class Source(models.Model):
    """A place whose contents are kept as documents of a collection, under a folder of the source's name.

    `settings` are the fields of the kind's adapter; `sealed` holds its secrets, encrypted. `next_at` is when the beat asks
    for the next run; empty if only people do. `position` is how far an adapter that goes on where it stopped has come.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="sources")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    settings = models.JSONField(default=dict)
    sealed = models.TextField(blank=True)
    position = models.TextField(blank=True)
    every = models.PositiveIntegerField(choices=Every.choices, default=Every.DAY)
    gone = models.CharField(max_length=10, choices=Gone.choices, default=Gone.KEEP)
    paused = models.BooleanField(default=False)
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "name"], name="one_source_a_name")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Route(models.Model):
    """Where what lies under a path of a source goes: its readers are those of `collection`; without one it is left out.

    Of the lines of a source the first one that fits counts. One whose collection was deleted leaves out from then on.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="routes")
    number = models.PositiveSmallIntegerField()
    pattern = models.CharField(max_length=300)
    collection = models.ForeignKey(Collection, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="one_route_a_number")]

    def __str__(self) -> str:
        return self.pattern


class Item(models.Model):
    """One thing that a source has brought. `name` is reserved for its document before that exists; `path` is where it lies.

    `owned`: the document came from here, and goes or changes with it. Another document of the same bytes may stand in for it.
    `moved_from` is what it was in the collection where it lay before, until it has come to where it belongs now.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(max_length=500)
    name = models.CharField(max_length=500)
    document = models.ForeignKey("ingestion.Document", null=True, on_delete=models.SET_NULL, related_name="items")
    owned = models.BooleanField(default=False)
    revision = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    path = models.TextField(blank=True, default="")
    moved_from = models.ForeignKey("ingestion.Document", null=True, on_delete=models.SET_NULL, related_name="+")
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="one_item_a_key")]
        indexes = [models.Index(fields=["name"], name="reserved_names")]

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """One look at a source, waiting, under way or done. A worker holds it by its lease, as it holds a version.

    `dry`: only says what would happen. `removing`: a person has seen that unusually much is gone, and wants it removed.
    `details` lists [what, name, reason] for what failed or is gone, and in a dry run for everything; not without end.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    dry = models.BooleanField(default=False)
    removing = models.BooleanField(default=False)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    replaced = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    erased = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source"], condition=Q(finished_at__isnull=True), name="one_run_of_a_source_at_a_time")
        ]
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"Run of {self.source_id}, {self.asked_at}"
