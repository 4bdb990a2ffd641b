"""Reads a file as the worker does and gathers what it was told."""

import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import pytest

from ingestion.reading import Attachment, Event, Facts, Limits, PageRead, ReadingError, read
from ingestion.reading.formats import pdf
from ingestion.reading.source import Source

Kind = TypeVar("Kind")

LIMITS = Limits(
    seconds=60, memory_bytes=2 << 30, output_bytes=256 << 20, max_pages=500, max_pixels=50_000_000, ocr_languages="eng", ocr_dpi=200
)


@dataclass(frozen=True)
class Told:
    """Everything that reading told about a file."""

    events: list[Event]

    def all(self, kind: type[Kind]) -> list[Kind]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def pages(self) -> list[PageRead]:
        return self.all(PageRead)

    @property
    def attachments(self) -> list[Attachment]:
        return self.all(Attachment)

    @property
    def facts(self) -> Facts:
        return self.all(Facts)[0]

    @property
    def text(self) -> str:
        return " ".join(" ".join(page.text.split()) for page in self.pages)


def told(path: Path, *, out: Path | None = None, name: str = "", **limits) -> Told:
    """What reading tells of a file as it is kept: without an ending in its name. In a folder of its own unless one is given."""
    folder = out or Path(tempfile.mkdtemp())
    with tempfile.TemporaryDirectory() as kept:
        original = Path(shutil.copy(path, Path(kept) / "original"))
        found = Told(list(read(original, name=name or path.name, out=folder, limits=replace(LIMITS, **limits))))
    check(found)
    if out is None:
        for page in found.pages:
            assert page.image is None or page.image.parent == folder
    return found


def told_of_pdf(path: Path, **limits) -> Told:
    """The pages of a PDF, read in this process: quicker, for tests of what stands where on them."""
    source = Source(path, path.name, "application/pdf", path.parent, replace(LIMITS, **limits))
    pages = [event for event in pdf.read(source) if isinstance(event, PageRead)]
    found = Told([*pages, Facts("", "", "", None, "", len(pages))])
    check(found)
    return found


def check(found: Told) -> None:
    """What holds for every document: pages in order, offsets within the text, boxes within the page, facts at the end."""
    assert [page.number for page in found.pages] == list(range(1, len(found.pages) + 1))
    assert isinstance(found.events[-1], Facts)
    assert found.facts.page_count == len(found.pages)
    for page in found.pages:
        assert all(0 <= block.start < block.end <= len(page.text) for block in page.blocks)
        assert all(page.text[line.start : line.end].strip() for line in page.lines)
        assert all(0 <= line.left < line.right <= 1 and 0 <= line.top < line.bottom <= 1 for line in page.lines)


def fails(path: Path, kind: type[ReadingError], **limits) -> ReadingError:
    """The error with which reading fails; anything else fails the test."""
    with pytest.raises(ReadingError) as caught:
        told(path, **limits)
    assert type(caught.value) is kind, f"{caught.value!r} {caught.value.detail}"
    return caught.value
