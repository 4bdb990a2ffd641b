"""Who answers a turn. A lease is taken by compare-and-set, renewed by a heartbeat, and runs out when its holder dies."""

import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from assistant.models import Turn
from leasing.holding import Holding, until

stopping = threading.Event()
"""Set when this worker is asked to end: what it holds goes back to the queue."""
UNFINISHED = (Turn.State.QUEUED, Turn.State.ANSWERING)


@dataclass(frozen=True)
class Lease(Holding):
    """The right to answer one turn."""

    turn_id: UUID
    id: UUID

    def __str__(self) -> str:
        return f"turn {self.turn_id}"

    def held(self) -> QuerySet[Turn]:
        """The turn, for as long as this lease holds."""
        return Turn.objects.filter(pk=self.turn_id, lease=self.id)


def claim(turn_id: UUID) -> Lease | None:
    """Take this turn, if nobody works on it; of two who try at once, one gets it."""
    lease = Lease(turn_id, uuid4())
    free = Q(lease__isnull=True) | Q(leased_until__lt=timezone.now())
    taken = Turn.objects.filter(free, pk=turn_id, state__in=UNFINISHED, attempts__lt=settings.ASSISTANT.tries).update(
        lease=lease.id, leased_until=end(), attempts=F("attempts") + 1, state=Turn.State.ANSWERING
    )
    return lease if taken else None


def give_back(lease: Lease) -> None:
    """Put the turn back as if it had not been begun; the reaper rings for it at once."""
    lease.held().update(lease=None, leased_until=timezone.now(), attempts=F("attempts") - 1, state=Turn.State.QUEUED)


def overdue() -> QuerySet[Turn]:
    """Turns whose worker died, and turns whose bell was lost."""
    return Turn.objects.filter(state__in=UNFINISHED, leased_until__lt=timezone.now())


def under_way() -> bool:
    """Whether somebody waits for an answer."""
    return Turn.objects.filter(state__in=UNFINISHED).exists()


def end() -> datetime:
    """When a lease, or the wait for a bell's effect, that begins now runs out."""
    return until(settings.ASSISTANT.lease_seconds)


def renewed(lease: Lease) -> AbstractContextManager[None]:
    """Keep the lease alive while the block runs."""
    return lease.renewed(settings.ASSISTANT.lease_seconds)
