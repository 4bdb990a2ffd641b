"""Where the time of one try goes."""

import time
from collections import defaultdict
from collections.abc import Mapping

from ingestion.models import State


class Clock:
    """Counts the seconds that a try spends in each stage, and the pages it reads. It runs from the moment it is made."""

    def __init__(self) -> None:
        self.state: str = State.READING
        self.step = self.steps = 0
        self.pages = self.recognised = 0
        self._spent: defaultdict[str, float] = defaultdict(float)
        self._since = time.monotonic()

    def at(self, state: str, step: int, steps: int) -> None:
        """The work is at this step of this stage from now on."""
        self._count()
        self.state, self.step, self.steps = state, step, steps

    def page(self, *, recognised: bool) -> None:
        """One more page was read."""
        self.pages += 1
        self.recognised += recognised

    def add(self, *, pages: int, recognised: int, seconds: Mapping[str, float]) -> None:
        """Count what others have done for this try at the same time."""
        self.pages += pages
        self.recognised += recognised
        for state, spent in seconds.items():
            self._spent[state] += spent

    def seconds(self, state: str) -> float:
        """What has been spent in a stage so far."""
        self._count()
        return self._spent[state]

    def _count(self) -> None:
        now = time.monotonic()
        self._spent[self.state] += now - self._since
        self._since = now
