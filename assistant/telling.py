"""The worker's side of a live answer: show snapshots at a bearable pace, and listen for the stop button."""

import logging
from collections.abc import Sequence
from time import monotonic
from uuid import UUID

import redis

from assistant import leases, stream
from assistant.leases import Lease
from assistant.messages import Snapshot, SourceLine

log = logging.getLogger(__name__)
SHOW_SECONDS = 0.1
LOOK_SECONDS = 0.3
REDIS_PAUSE_SECONDS = 5.0


class Broadcast:
    """Tells everybody who follows the turn. An answer that nobody can watch is still written."""

    def __init__(self, lease: Lease) -> None:
        self.lease = lease
        self.sources: tuple[SourceLine, ...] = ()
        self.last = ("", "")
        self.silent_until = self.looked = 0.0
        self.stop = False

    def show(self, status: str, text: str) -> None:
        """Publish, unless the same line was shown within the last tenth of a second: the next one has this text as well."""
        if monotonic() < self.silent_until and status == self.last[0]:
            return
        if (status, text) != self.last:
            self._publish(Snapshot("answering", status, text, self.sources))
            self.last, self.silent_until = (status, text), max(self.silent_until, monotonic() + SHOW_SECONDS)

    def read(self, sources: Sequence[SourceLine]) -> None:
        """Publish which passages are being read."""
        self.sources = tuple(sources)
        self.show(f"Reading {len(sources)} passage{'' if len(sources) == 1 else 's'}", "")

    def wants_stop(self) -> bool:
        """Whether the person has pressed stop, the turn was deleted, or another worker has it now."""
        if not self.stop and monotonic() - self.looked > LOOK_SECONDS:
            self.looked = monotonic()
            asked: bool | None = self.lease.held().values_list("stop_asked", flat=True).first()
            self.stop = asked is None or asked
            if asked is None:
                self.lease.lost.set()
        return self.stop or self.lease.lost.is_set() or leases.stopping.is_set()

    def _publish(self, snapshot: Snapshot) -> None:
        try:
            stream.publish(self.lease.turn_id, snapshot)
        except redis.RedisError:
            log.warning("Redis does not answer; turn %s goes on unseen", self.lease.turn_id)
            self.silent_until = monotonic() + REDIS_PAUSE_SECONDS


def finish(turn_id: UUID, snapshot: Snapshot) -> None:
    """Tell the followers that the turn has ended. The database knows it already."""
    try:
        stream.publish(turn_id, snapshot)
    except redis.RedisError:
        log.warning("Redis does not answer; who follows turn %s finds its end in the database", turn_id)
