"""What a run has met so far: counted without end, listed by name only as far as a person would read."""

import time
from collections import Counter
from dataclasses import dataclass, field

from ingestion.sources.runs import COUNTS, Hold

MOST = 200
SHOWN_EVERY = 2.0


@dataclass
class Tally:
    """Counts by outcome, and [outcome, name, reason] for what somebody should see."""

    hold: Hold
    dry: bool
    counts: Counter[str] = field(default_factory=Counter)
    details: list[list[str]] = field(default_factory=list)
    _shown: float = 0.0

    def add(self, outcome: str, name: str, reason: str = "") -> None:
        """Count one thing, and show the counts to whoever watches. Raises Interrupted when the run should end."""
        self.counts[outcome] += 1
        if outcome != "erased" and (self.dry or outcome not in ("new", "replaced", "unchanged")) and self.counts[outcome] <= MOST:
            self.details.append([outcome, name, reason])
        self.hold.check()
        if time.monotonic() - self._shown > SHOWN_EVERY:
            self._shown = time.monotonic()
            self.hold.update(**self.so_far)

    @property
    def so_far(self) -> dict[str, object]:
        """The columns of a run."""
        return {**{name: self.counts[name] for name in COUNTS}, "details": self.details}
