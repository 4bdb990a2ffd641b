"""What a reader is given, and what it may tell beside the events that go on the wire."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ingestion.reading.messages import Attachment, Counted, Limits, PageRead, Recalled, Step

Known = Callable[[str], str | None]


def nothing_known(_key: str) -> None:
    """Every picture is recognised."""


@dataclass(frozen=True)
class Source:
    """One file to read. `name` is a hint only; `out` is the folder for page images and attachments.

    `password` is for what the reader has to open itself; whole documents are unlocked before. `known` tells how the text begins
    that was recognised before on the picture with this key, None if there is none: then the reader recognises it. `pages` are the
    first and the last to read, where they can be read apart.
    """

    path: Path
    name: str
    media_type: str
    out: Path
    limits: Limits
    password: str = field(default="", repr=False)
    known: Known = nothing_known
    pages: tuple[int, int] | None = None

    def wanted(self, count: int) -> tuple[int, int]:
        """The first and the last page to read of so many, by a reader whose pages can be read apart."""
        return (max(1, self.pages[0]), min(self.pages[1], count)) if self.pages else (1, count)


@dataclass(frozen=True)
class Properties:
    """What the file says of itself. Merged into Facts: what it does not say is found out from the text."""

    title: str = ""
    author: str = ""
    dated: date | None = None
    language: str = ""


Told = Counted | Step | PageRead | Recalled | Attachment | Properties
Telling = Iterator[Told]
