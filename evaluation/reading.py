"""How well files are read, odd ones above all."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from evaluation.ocr.scoring import bag
from ingestion.reading import Limits, PageRead, ReadingError, read


@dataclass(frozen=True)
class Reading:
    """What became of one file: how much text, or why none; share of the known words that were read, where any are known."""

    file: str
    characters: int
    recall: float | None
    failure: str


def pages_of(path: Path) -> list[PageRead]:
    """The pages of a file, read as a worker reads it."""
    with tempfile.TemporaryDirectory() as out:
        events = read(path, name=path.name, out=Path(out), limits=Limits.of(settings.INGESTION))
        return [event for event in events if isinstance(event, PageRead)]


def text_of(path: Path) -> str:
    """Its text."""
    return "\n".join(page.text for page in pages_of(path))


def odd_files(folder: Path) -> Iterator[Reading]:
    """Every file of a folder: read, or refused with a reason. A reader that crashes shows as such."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.endswith(("expected.md", "index.jsonl")):
            yield odd_file(path, folder)


def odd_file(path: Path, folder: Path) -> Reading:
    """One of them."""
    name = str(path.relative_to(folder))
    try:
        text = text_of(path)
    except ReadingError as error:
        return Reading(name, 0, None, f"{error.code}: {error.reason}")
    expected = path.with_name(f"{path.name}.expected.md")
    known = bag(expected.read_text()) if expected.exists() else Counter()
    return Reading(name, len(text), (known & bag(text)).total() / known.total() if known else None, "")
