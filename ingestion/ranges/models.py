"""The ranges of pages that are still to be read of long versions, and those that were."""

from django.db import models

from ingestion.models import Version


class PageRange(models.Model):
    """Pages `first` to `last` of a version. A worker holds them by its lease, as it holds a version.

    `recipe` says in which way they are read: what was read in another way is read again. After a reading that was begun and did
    not come to its end (`broken`) only the worker that holds the version takes them. `finished_at` says that all of them are in
    the tables, `read` how many. If a helper did it and no try has counted it yet (`helped`), `recognised` of them were read from
    pictures, and the seconds are what it spent in each stage.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="ranges")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    recipe = models.CharField(max_length=200)
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    broken = models.BooleanField(default=False)
    helped = models.BooleanField(default=False)
    read = models.PositiveIntegerField(default=0)
    recognised = models.PositiveIntegerField(default=0)
    reading_seconds = models.FloatField(default=0)
    recognising_seconds = models.FloatField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "first"], name="one_range_a_page")]
        indexes = [models.Index(fields=["version", "first"], name="ranges_to_read", condition=models.Q(finished_at=None))]

    def __str__(self) -> str:
        return f"Pages {self.first} to {self.last} of {self.version_id}"
