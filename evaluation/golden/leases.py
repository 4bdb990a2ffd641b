"""Who carries out a run. A lease is taken by compare-and-set, renewed by a heartbeat, and runs out when its holder dies."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from evaluation.models import GoldenRun
from leasing.holding import Holding, until

State = GoldenRun.State
UNFINISHED = (State.WAITING, State.RUNNING)
TRIES = 3
PAUSE_SECONDS = 30
LONG_PAUSE_SECONDS = 300
"""After the model has failed twice at one question: time for its server to start anew and load it."""
GIVE_WAY_SECONDS = 3
GIVES_WAY = "People wait for answers, who come first."
GAVE_UP = "The language model failed {times} times at one question, so the run was ended. Start another one. The last time: {said}"
STOPPED = "The worker stopped each time it asked these questions, so the run was broken off. Start another one."


@dataclass(frozen=True)
class Hold(Holding):
    """The right to carry out one run."""

    run_id: UUID
    lease: UUID

    def __str__(self) -> str:
        return f"golden run {self.run_id}"

    def held(self) -> QuerySet[GoldenRun]:
        """The run, for as long as this process has it."""
        return GoldenRun.objects.filter(pk=self.run_id, lease=self.lease)

    def put_back(self) -> None:
        """Let the run be gone on with by whoever is free; what was asked so far was no try in vain."""
        self.update(lease=None, leased_until=None, attempts=0, said="")

    def pause(self, said: str, *, seconds: float = PAUSE_SECONDS) -> None:
        """Go on later: what stopped it passes, so this was none of its tries."""
        self.held().filter(attempts__gt=0).update(attempts=F("attempts") - 1)
        self.update(lease=None, leased_until=until(seconds), said=said)

    def wait_for_model(self, said: str) -> bool:
        """Go on later. False where the model fails at one question again and again: the run ends, as figures without that question
        would be better than the model is.
        """
        self.update(failures=F("failures") + 1)
        failures = self.held().values_list("failures", flat=True).first() or 0
        if failures >= TRIES:
            self.end(State.FAILED, GAVE_UP.format(times=failures, said=said))
            return False
        self.pause(said, seconds=PAUSE_SECONDS if failures == 1 else LONG_PAUSE_SECONDS)
        return True

    def give_way(self) -> None:
        """Go on soon: people wait for answers, and come first."""
        self.update(lease=None, leased_until=until(GIVE_WAY_SECONDS), attempts=0, said=GIVES_WAY)

    def end(self, state: GoldenRun.State, said: str = "", **more: object) -> None:
        """Write down how it ended."""
        self.update(state=state, said=said, lease=None, leased_until=None, finished_at=timezone.now(), **more)


def claim(run_id: UUID) -> Hold | None:
    """Take this run, if nobody holds it; of two who try at once, one gets it."""
    hold = Hold(run_id, uuid4())
    held = {"lease": hold.lease, "leased_until": end(), "attempts": F("attempts") + 1, "state": State.RUNNING}
    return hold if _free().filter(pk=run_id).update(**held) else None


def claim_next() -> Hold | None:
    """Take the run that has waited longest; None if there is none to be taken now."""
    for run_id in _free().order_by("asked_at").values_list("pk", flat=True)[:10]:
        if hold := claim(run_id):
            return hold
    return None


def cancel(run: GoldenRun) -> bool:
    """End a run that has not ended; whoever carries it out notices. What it has found stays with it."""
    ended = {"state": State.CANCELLED, "said": "", "lease": None, "leased_until": None, "finished_at": timezone.now()}
    return bool(GoldenRun.objects.filter(pk=run.pk, state__in=UNFINISHED).update(**ended))


def waiting() -> bool:
    """Whether there is a run to be taken now."""
    return _free().exists()


def break_off_the_stopped() -> None:
    """End the runs over which a worker died again and again."""
    dead = GoldenRun.objects.filter(state__in=UNFINISHED, attempts__gte=TRIES, leased_until__lt=timezone.now())
    dead.update(state=State.BROKEN_OFF, said=STOPPED, lease=None, leased_until=None, finished_at=timezone.now())


def renewed(hold: Hold) -> AbstractContextManager[None]:
    """Keep the lease alive while the block runs."""
    return hold.renewed(settings.INGESTION.lease_seconds)


def end() -> datetime:
    """When a lease that begins now runs out."""
    return until(settings.INGESTION.lease_seconds)


def _free() -> QuerySet[GoldenRun]:
    free = Q(leased_until=None) | Q(leased_until__lt=timezone.now())
    return GoldenRun.objects.filter(free, state__in=UNFINISHED, attempts__lt=TRIES)
