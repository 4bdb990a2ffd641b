"""Runs of sources: asked for, taken by one worker at a time, given back when that dies. One unfinished run a source."""

import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from access.models import User
from ingestion import leases, queue
from ingestion.errors import LeaseLost, Stopping
from ingestion.sources.models import Run, Source
from leasing import heartbeat

STOPPED = "The worker stopped each time it worked on this. If that happens again, tell the person who runs Footnote."
COUNTS = ("new", "replaced", "unchanged", "removed", "kept", "held", "failed")
KEPT = 50


@dataclass(frozen=True)
class Hold:
    """The right to carry out one run."""

    run_id: int
    lease: UUID
    lost: threading.Event = field(default_factory=threading.Event, compare=False)

    def check(self) -> None:
        """Raise Interrupted if the run should end here."""
        if self.lost.is_set():
            raise LeaseLost
        if leases.stopping.is_set():
            raise Stopping

    def update(self, **changes: object) -> None:
        """Change the run, or raise LeaseLost if it is no longer ours."""
        if not Run.objects.filter(pk=self.run_id, lease=self.lease).update(**changes):
            self.lost.set()
            raise LeaseLost

    def let_go(self) -> None:
        """Let another worker begin it again, without counting this try, if it is still ours."""
        held = Run.objects.filter(pk=self.run_id, lease=self.lease)
        held.update(lease=None, leased_until=None, attempts=F("attempts") - 1)

    def finish(self, **outcome: object) -> None:
        """Write down how it ended."""
        self.update(lease=None, leased_until=None, finished_at=timezone.now(), **outcome)


def ask(source: Source, *, by: User | None, dry: bool = False, removing: bool = False) -> Run | None:
    """Put a run in line; None if one of this source is waiting or under way."""
    run = _create(Run(source=source, asked_by=by, dry=dry, removing=removing))
    if run:
        transaction.on_commit(lambda: queue.ring(queue.SYNC))
    return run


def begin(source: Source, *, dry: bool) -> Hold | None:
    """A run that this process carries out itself, one that waits if there is one; None if one is under way elsewhere."""
    run = _create(Run(source=source, dry=dry)) or source.runs.filter(finished_at=None, dry=dry).first()
    return claim(run.pk) if run else None


def claim_next() -> Hold | None:
    """Take the run that has waited longest; None if there is none."""
    for run_id in _free().order_by("asked_at", "pk").values_list("pk", flat=True)[:10]:
        hold = claim(run_id)
        if hold:
            return hold
    return None


def claim(run_id: int) -> Hold | None:
    """Take this run, if nobody holds it. What a broken-off try had counted is forgotten: the new one looks at all again."""
    hold = Hold(run_id, uuid4())
    fresh = dict.fromkeys(COUNTS, 0)
    taken = _free().filter(pk=run_id)
    now = timezone.now()
    held = taken.update(lease=hold.lease, leased_until=_end(), started_at=now, attempts=F("attempts") + 1, details=[], **fresh)
    return hold if held else None


def waiting(most: int) -> int:
    """How many runs could be taken now, counted up to `most`."""
    return _free()[:most].count()


def set_aside_the_stopped() -> None:
    """End runs over which a worker died again and again."""
    dead = Run.objects.filter(finished_at=None, attempts__gte=settings.INGESTION.tries, leased_until__lt=timezone.now())
    dead.update(lease=None, leased_until=None, finished_at=timezone.now(), reason=STOPPED)


def forget_old(source: Source) -> None:
    """Keep the last runs only."""
    old = source.runs.order_by("-asked_at", "-pk").values_list("pk", flat=True)[KEPT : KEPT * 2]
    Run.objects.filter(pk__in=list(old)).delete()


def renewed(hold: Hold) -> AbstractContextManager[None]:
    """Keep the lease alive while the block runs."""
    return heartbeat.renewed(
        lambda: bool(Run.objects.filter(pk=hold.run_id, lease=hold.lease).update(leased_until=_end())),
        lost=hold.lost,
        seconds=settings.INGESTION.lease_seconds,
        name=f"run {hold.run_id}",
    )


def _create(run: Run) -> Run | None:
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError:
        return None
    return run


def _free() -> QuerySet[Run]:
    free = Q(leased_until=None) | Q(leased_until__lt=timezone.now())
    return Run.objects.filter(free, finished_at=None, attempts__lt=settings.INGESTION.tries)


def _end() -> datetime:
    return timezone.now() + timedelta(seconds=settings.INGESTION.lease_seconds)
