"""What a reader is given, and what it may tell beside the events that go on the wire."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingestion.reading.messages import Attachment, Counted, Limits, PageRead, Step


@dataclass(frozen=True)
class Source:
    """One file to read. `name` is a hint only; `out` is the folder for page images and attachments."""

    path: Path
    name: str
    media_type: str
    out: Path
    limits: Limits


@dataclass(frozen=True)
class Properties:
    """What the file says of itself. Merged into Facts: what it does not say is found out from the text."""

    title: str = ""
    author: str = ""
    dated: date | None = None
    language: str = ""


Told = Counted | Step | PageRead | Attachment | Properties
Telling = Iterator[Told]
