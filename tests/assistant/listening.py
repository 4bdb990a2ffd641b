"""Somebody who waits for an answer in a test."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.messages import SourceLine


@dataclass
class Reader:
    """Remembers what was shown; presses stop once the draft holds `stop_at`."""

    stop_at: str = ""
    shown: list[tuple[str, str]] = field(default_factory=list)
    sources: list[SourceLine] = field(default_factory=list)

    def show(self, status: str, text: str) -> None:
        self.shown.append((status, text))

    def read(self, sources: Sequence[SourceLine]) -> None:
        self.sources = list(sources)

    def wants_stop(self) -> bool:
        return bool(self.stop_at) and any(self.stop_at in text for _, text in self.shown)

    @property
    def statuses(self) -> list[str]:
        """Each status once, in order."""
        return list(dict.fromkeys(status for status, _ in self.shown))
