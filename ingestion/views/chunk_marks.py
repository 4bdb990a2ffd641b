"""Which chunks each part of a page belongs to: the page cut where chunks begin and end, as text and as boxes on its picture."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingestion import marking
from ingestion.marking import Box, Stretch
from ingestion.models import Page
from retrieval.messages import WrittenChunk


@dataclass(frozen=True, order=True)
class Part(Stretch):
    """Characters of a page that belong to the same chunks, by their numbers. `opening` are those that begin here on this page."""

    numbers: tuple[int, ...] = ()
    opening: tuple[int, ...] = ()


@dataclass(frozen=True)
class Area:
    """A part of a page as boxes on its picture."""

    part: Part
    boxes: tuple[Box, ...]


def parts(page: Page, chunks: Sequence[WrittenChunk]) -> tuple[Part, ...]:
    """The parts of a page that are in any of these chunks, in order. Neighbouring chunks may share some."""
    stretches = [(span.start, min(span.end, len(page.text)), each.number) for each in chunks for span in _on(page, each)]
    return tuple(_with_openings(_cut(stretches)))


def areas(page: Page, found: Iterable[Part]) -> tuple[Area, ...]:
    """The parts as boxes; those of a page without lines have none and are left out."""
    known = (Area(part, marking.boxes(page.text, page.lines, [part])) for part in found)
    return tuple(area for area in known if area.boxes)


def _on(page: Page, chunk: WrittenChunk) -> Iterator[Stretch]:
    return (Stretch(span.start, span.end) for span in chunk.spans if span.page == page.number)


def _cut(stretches: Sequence[tuple[int, int, int]]) -> Iterator[Part]:
    edges = sorted({edge for start, end, _ in stretches for edge in (start, end)})
    for start, end in pairwise(edges):
        numbers = tuple(sorted({number for left, right, number in stretches if left <= start and end <= right}))
        if numbers:
            yield Part(start, end, numbers)


def _with_openings(cut: Iterable[Part]) -> Iterator[Part]:
    seen: set[int] = set()
    for part in cut:
        yield Part(part.start, part.end, part.numbers, tuple(each for each in part.numbers if each not in seen))
        seen.update(part.numbers)
