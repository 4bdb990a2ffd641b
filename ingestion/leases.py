"""Who works on a version. A lease is taken by compare-and-set, renewed by a heartbeat, and runs out when its holder dies."""

import threading
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from ingestion.errors import LeaseLost, Stopping
from ingestion.flow import pausing, tries
from ingestion.flow.clock import Clock
from ingestion.models import UNFINISHED, State, Version
from leasing import holding

CANDIDATES = 10
stopping = threading.Event()


@dataclass(frozen=True, kw_only=True)
class Holding(holding.Holding):
    """The right to work on one row of ingestion."""

    gone = LeaseLost

    def check(self) -> None:
        """Raise Interrupted if the work should end here."""
        super().check()
        if stopping.is_set():
            raise Stopping

    def prove(self) -> None:
        """Raise LeaseLost if the row is not held; within a transaction, nobody takes it from here on until that ends."""
        self.update(lease=F("lease"))

    def look(self) -> None:
        """`check`, after asking the database: where nothing else would notice for long. If that is away, work goes on."""
        with suppress(DatabaseError):
            if not self.held().exists():
                self.lost.set()
        self.check()


@dataclass(frozen=True)
class Lease(Holding):
    """The right to work on one version; `clock` measures the work."""

    version_id: UUID
    id: UUID
    clock: Clock = field(default_factory=Clock, compare=False, kw_only=True)

    def __str__(self) -> str:
        return f"version {self.version_id}"

    def held(self) -> QuerySet[Version]:
        """The version, for as long as this lease holds."""
        return Version.objects.filter(pk=self.version_id, lease=self.id)

    def note(self, pages: int) -> None:
        """So many pages are known of it. Raises LeaseLost."""
        self.update(page_count=pages)


def claim_next() -> Lease | None:
    """Take the version whose turn it is; None if there is nothing to do now."""
    for version_id in (
        pausing.without_paused(_free()).order_by("round", "queued_at", "pk").values_list("pk", flat=True)[:CANDIDATES]
    ):
        lease = claim(version_id)
        if lease:
            return lease
    return None


def claim(version_id: UUID) -> Lease | None:
    """Take this version, if nobody holds it; of two who try at once, one gets it."""
    lease = Lease(version_id, uuid4())
    held = {"lease": lease.id, "leased_until": end(), "attempts": F("attempts") + 1}
    with transaction.atomic():
        if not _free().filter(pk=version_id).update(**held, state=State.READING, step=0, steps=0):
            return None
        tries.begin(lease.id, version_id)
    return lease


def due(most: int) -> int:
    """How many versions could be taken now, counted up to `most`."""
    return pausing.without_paused(_free())[:most].count()


def under_way() -> bool:
    """Whether documents are being worked on, or wait to be."""
    return pausing.without_paused(Version.objects.filter(state__in=UNFINISHED)).exists()


def expired() -> QuerySet[Version]:
    """Versions whose holder has died."""
    return Version.objects.filter(state__in=UNFINISHED, lease__isnull=False, leased_until__lt=timezone.now())


def give_back(lease: Lease, *, after: timedelta, counted: bool) -> None:
    """Put the version back into the queue, for no earlier than `after` from now; `counted` is whether this was one of its tries."""
    lease.update(
        lease=None,
        leased_until=timezone.now() + after if after else None,
        attempts=F("attempts") - (0 if counted else 1),
        state=State.RECEIVED,
        step=0,
        steps=0,
    )


def renewed(right: Holding) -> AbstractContextManager[None]:
    """Keep the right alive while the block runs."""
    return right.renewed(settings.INGESTION.lease_seconds)


def end() -> datetime:
    """When a right that is given now runs out."""
    return holding.until(settings.INGESTION.lease_seconds)


def _free() -> QuerySet[Version]:
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=timezone.now())
    return Version.objects.filter(free, state__in=UNFINISHED, attempts__lt=settings.INGESTION.tries)
