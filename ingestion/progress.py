"""How far the work on a version is, as open pages show it: written at most about twice a second."""

import time

from ingestion import changes
from ingestion.leases import Lease
from ingestion.models import State, Version

EVERY_SECONDS = 0.5


class Progress:
    """Writes a version's state and step while its lease holds; every call is a point where the work can be interrupted."""

    def __init__(self, version: Version, lease: Lease) -> None:
        self.document = version.document
        self.lease = lease
        self._state = State.RECEIVED
        self._written = 0.0

    def show(self, state: State, step: int, steps: int) -> None:
        """The work is at `step` of `steps`. Raises Interrupted. Recognising a page takes seconds, so each one is written."""
        self.lease.check()
        self.lease.clock.at(state, step, steps)
        soon = time.monotonic() - self._written < EVERY_SECONDS
        if soon and state == self._state and state != State.RECOGNISING:
            return
        self.lease.update(state=state, step=step, steps=steps)
        self._state, self._written = state, time.monotonic()
        changes.announce(self.document)

    def indexing(self, done: int, total: int) -> None:
        """Chunks that are in the index so far."""
        self.show(State.INDEXING, done, total)
