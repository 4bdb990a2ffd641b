"""Runs of sources: asked for, taken by one worker at a time, given back when that dies. One unfinished run a source."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from access.models import User
from ingestion import leases, queue
from ingestion.leases import Holding
from ingestion.sources.models import Run, Source

STOPPED = "The worker stopped each time it worked on this. If that happens again, tell the person who runs Footnote."
COUNTS = ("new", "replaced", "moved", "unchanged", "removed", "kept", "held", "failed", "erased", "left_out")
KEPT = 50


@dataclass(frozen=True)
class Hold(Holding):
    """The right to carry out one run."""

    run_id: int
    lease: UUID

    def __str__(self) -> str:
        return f"run {self.run_id}"

    def held(self) -> QuerySet[Run]:
        """The run, for as long as this process has it."""
        return Run.objects.filter(pk=self.run_id, lease=self.lease)

    def let_go(self) -> None:
        """Let another worker begin it again, without counting this try, if it is still ours."""
        self.held().update(lease=None, leased_until=None, attempts=F("attempts") - 1)

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
    fresh = {"started_at": timezone.now(), "details": [], **dict.fromkeys(COUNTS, 0)}
    held = _free().filter(pk=run_id).update(lease=hold.lease, leased_until=leases.end(), attempts=F("attempts") + 1, **fresh)
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
