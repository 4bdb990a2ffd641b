"""What goes from the worker that answers to the browser that listens."""

from dataclasses import dataclass
from typing import Literal

Progress = Literal["queued", "answering", "done", "stopped", "failed"]
ENDS: frozenset[Progress] = frozenset({"done", "stopped", "failed"})


@dataclass(frozen=True)
class SourceLine:
    """One passage that is being read: shown while the answer is written."""

    number: int
    title: str
    page: int


@dataclass(frozen=True)
class Snapshot:
    """The whole state of a turn so far. `status` is the one line to show; `text` is Markdown with marks like [1]."""

    state: Progress
    status: str
    text: str = ""
    sources: tuple[SourceLine, ...] = ()
    error: str = ""

    @property
    def final(self) -> bool:
        """Nothing comes after this one."""
        return self.state in ENDS


@dataclass(frozen=True)
class Frame:
    """A snapshot under the id with which a cut line resumes (Last-Event-ID)."""

    id: str
    snapshot: Snapshot
