"""Who works on a version of the index. A lease is taken by compare-and-set, renewed by a heartbeat, and runs out in the end."""

import threading
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from leasing.holding import Holding, until
from retrieval import versions
from retrieval.models import Behind, IndexVersion
from retrieval.versions import State

UNBUILT = (State.WAITING, State.BUILDING)
PAUSE = timedelta(seconds=10)
TRIES = 5
STOPPED = "The worker stopped each time it worked on this version. Tell the person who runs Footnote: the reason is in the log."
stopping = threading.Event()


@dataclass(frozen=True)
class Hold(Holding):
    """The right to work on one version."""

    version_id: int
    lease: UUID

    def __str__(self) -> str:
        return f"index version {self.version_id}"

    def held(self) -> QuerySet[IndexVersion]:
        """The version, for as long as this process has it."""
        return IndexVersion.objects.filter(pk=self.version_id, lease=self.lease).exclude(state=State.GOING)

    def version(self) -> IndexVersion:
        """It as it is now. Raises LeaseLost."""
        found = self.held().first()
        if found is None:
            self.lost.set()
            raise self.gone
        return found

    def give_back(self, *, after: float = 0.0, **more: object) -> None:
        """This turn is over; the next one begins no earlier than `after` seconds from now."""
        self.update(lease=None, leased_until=until(after) if after else None, **more)

    def set_aside(self, said: str) -> None:
        """Trying again doesn't help until somebody has done something: a version that is being built has failed."""
        unbuilt = self.held().filter(state__in=UNBUILT)
        if not unbuilt.update(state=State.FAILED, said=said, lease=None, leased_until=None):
            self.put_back(said, counted=False)

    def put_back(self, said: str, *, counted: bool) -> None:
        """This turn failed, and says why; `counted` is whether it was one of the tries."""
        if not counted:
            self.held().filter(attempts__gt=0).update(attempts=F("attempts") - 1)
        self.update(lease=None, leased_until=timezone.now() + PAUSE, said=said)


def claim_next() -> Hold | None:
    """Take a version on which something is to be done; None if there is none to be taken now."""
    for version_id in _free().values_list("pk", flat=True):
        hold = Hold(version_id, uuid4())
        if _free().filter(pk=version_id).update(lease=hold.lease, leased_until=end()):
            hold.held().filter(state__in=UNBUILT).update(attempts=F("attempts") + 1)
            return hold
    return None


def set_aside_the_stopped() -> None:
    """End the building over which a worker died, or failed, again and again."""
    dead = versions.every().filter(state__in=UNBUILT, attempts__gte=TRIES, leased_until__lt=timezone.now())
    dead.filter(said="").update(said=STOPPED)
    dead.update(state=State.FAILED, lease=None, leased_until=None)


def end() -> object:
    """When a lease that begins now runs out."""
    return until(settings.RETRIEVAL.lease_seconds)


def _free() -> QuerySet[IndexVersion]:
    """What waits and nobody holds: versions to be built, and others that lack something."""
    free = Q(leased_until=None) | Q(leased_until__lt=timezone.now())
    to_build = Q(state__in=UNBUILT, attempts__lt=TRIES)
    lacking = Q(Exists(Behind.objects.filter(index=OuterRef("pk"))), state__in=versions.WRITTEN)
    return versions.every().filter(free, to_build | lacking)
