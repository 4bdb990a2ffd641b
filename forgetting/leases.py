"""Who carries out an erasure. A lease is taken by compare-and-set, renewed by a heartbeat, and runs out when its holder dies."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from forgetting.errors import LeaseLost
from forgetting.models import Erasure
from leasing.holding import Holding, until

State = Erasure.State
UNFINISHED = (State.WAITING, State.WORKING)
PAUSE = timedelta(seconds=5)
STOPPED = "The worker stopped each time it worked on this. Try again, and tell the person who runs Footnote."


@dataclass(frozen=True)
class Hold(Holding):
    """The right to carry out one erasure."""

    gone = LeaseLost
    erasure_id: UUID
    lease: UUID

    def __str__(self) -> str:
        return f"erasure {self.erasure_id}"

    def held(self) -> QuerySet[Erasure]:
        """The erasure, for as long as this process has it."""
        return Erasure.objects.filter(pk=self.erasure_id, lease=self.lease)

    def put_back(self, said: str, *, counted: bool) -> None:
        """Let it be taken again after a pause; `counted` is whether this was one of its tries."""
        tries = F("attempts") - (0 if counted else 1)
        self.update(state=State.WAITING, said=said, lease=None, leased_until=timezone.now() + PAUSE, attempts=tries)

    def end(self, state: Erasure.State, said: str = "", **more: object) -> None:
        """Write down how it ended."""
        self.update(state=state, said=said, lease=None, leased_until=None, finished_at=timezone.now(), **more)


def claim(erasure_id: UUID) -> Hold | None:
    """Take this erasure, if nobody holds it; of two who try at once, one gets it."""
    hold = Hold(erasure_id, uuid4())
    taken = _free().filter(pk=erasure_id)
    held = taken.update(lease=hold.lease, leased_until=end(), attempts=F("attempts") + 1, state=State.WORKING, said="")
    return hold if held else None


def claim_next() -> Hold | None:
    """Take the one that has waited longest; None if there is none to be taken now."""
    for erasure_id in _free().order_by("asked_at").values_list("pk", flat=True)[:10]:
        hold = claim(erasure_id)
        if hold:
            return hold
    return None


def set_aside_the_stopped() -> None:
    """End those over which a worker died again and again. They are not whole, and say so."""
    dead = Erasure.objects.filter(state__in=UNFINISHED, attempts__gte=settings.FORGETTING.tries, leased_until__lt=timezone.now())
    dead.update(state=State.FAILED, said=STOPPED, lease=None, leased_until=None, finished_at=timezone.now())


def renewed(hold: Hold) -> AbstractContextManager[None]:
    """Keep the lease alive while the block runs."""
    return hold.renewed(settings.FORGETTING.lease_seconds)


def tries() -> int:
    """How often one is tried before it is set aside."""
    return int(settings.FORGETTING.tries)


def end() -> datetime:
    """When a lease that begins now runs out."""
    return until(settings.FORGETTING.lease_seconds)


def _free() -> QuerySet[Erasure]:
    free = Q(leased_until=None) | Q(leased_until__lt=timezone.now())
    return Erasure.objects.filter(free, state__in=UNFINISHED, attempts__lt=settings.FORGETTING.tries)
