"""Who reads which pages of a long version. The worker that holds the version leads; others help where nothing else waits."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import DatabaseError
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from ingestion import leases
from ingestion.errors import LeaseLost, Stopping
from ingestion.flow import pausing
from ingestion.flow.clock import Clock
from ingestion.models import UNFINISHED, State, Version
from ingestion.ranges.models import PageRange

CANDIDATES = 10


@dataclass(frozen=True)
class RangeLease(leases.Holding):
    """The right to read one range of pages; `clock` measures it."""

    range_id: int
    id: UUID
    clock: Clock = field(default_factory=Clock, compare=False, kw_only=True)

    def __str__(self) -> str:
        return f"range {self.range_id}"

    def held(self) -> QuerySet[PageRange]:
        """The range, for as long as this lease holds."""
        return PageRange.objects.filter(pk=self.range_id, lease=self.id)

    def note(self, pages: int) -> None:
        """So many of its pages are in the tables. Raises LeaseLost."""
        self.update(read=pages)

    def finish(self, pages: int, *, helped: bool) -> None:
        """All of its pages are in the tables. What a helper measured is kept for the worker that holds the version."""
        clock = self.clock
        measured = {
            "recognised": clock.recognised,
            "reading_seconds": clock.seconds(State.READING),
            "recognising_seconds": clock.seconds(State.RECOGNISING),
        }
        ended = {"finished_at": timezone.now(), "lease": None, "leased_until": None}
        self.update(**ended, read=pages, helped=helped, **(measured if helped else {}))


def claim(version_id: UUID, *, clock: Clock) -> RangeLease | None:
    """The next range of a version that nobody reads, for the worker that holds the version and measures with this clock."""
    return _claim(_free().filter(version=version_id), clock)


def claim_any() -> RangeLease | None:
    """A range of some version that another worker holds now; None if nobody needs help."""
    return _claim(_wanted(), Clock())


def due(most: int) -> int:
    """How many ranges helpers could take now, counted up to `most`."""
    return _wanted()[:most].count()


def held_until(version_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Until when somebody may write pages or pictures of these versions, for those of which ranges are being read."""
    held = PageRange.objects.filter(version__in=list(version_ids), lease__isnull=False)
    return dict(held.order_by().values_list("version").annotate(Max("leased_until")))


@contextmanager
def holding(lease: RangeLease) -> Iterator[None]:
    """Keep the lease alive while the block runs; if it breaks off, the range is free again."""
    try:
        with leases.renewed(lease):
            yield
    except BaseException as error:
        with suppress(LeaseLost, DatabaseError):
            lease.update(lease=None, leased_until=None, **({"broken": False} if isinstance(error, Stopping) else {}))
        raise


def _claim(ranges: QuerySet[PageRange], clock: Clock) -> RangeLease | None:
    for range_id in ranges.order_by("version", "first").values_list("pk", flat=True)[:CANDIDATES]:
        lease = RangeLease(range_id, uuid4(), clock=clock)
        if _free().filter(pk=range_id).update(lease=lease.id, leased_until=leases.end(), read=0, broken=True):
            return lease
    return None


def _free() -> QuerySet[PageRange]:
    return PageRange.objects.filter(Q(lease=None) | Q(leased_until__lt=timezone.now()), finished_at=None)


def _wanted() -> QuerySet[PageRange]:
    led = Version.objects.filter(state__in=UNFINISHED, lease__isnull=False, leased_until__gte=timezone.now())
    return _free().filter(broken=False, version__in=pausing.without_paused(led).exclude(state=State.INDEXING))
