"""Which chunks each part of a page belongs to: the page cut where chunks begin and end, as text and as boxes on its picture."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise

from ingestion import marking
from ingestion.marking import Box, Stretch
from ingestion.models import Page
from retrieval.messages import WrittenChunk


@dataclass(frozen=True, order=True)
class Part(Stretch):
    """Characters of a page that belong to the same chunks, by their numbers. `opening` are those that begin here on this page.

    `out` says that no search finds them, as each of these chunks is excluded.
    """

    numbers: tuple[int, ...] = ()
    opening: tuple[int, ...] = ()
    out: bool = False


@dataclass(frozen=True)
class Area:
    """A part of a page as boxes on its picture."""

    part: Part
    boxes: tuple[Box, ...]


def parts(page: Page, chunks: Sequence[WrittenChunk]) -> tuple[Part, ...]:
    """The parts of a page that are in any of these chunks, in order. Neighbouring chunks may share some."""
    stretches = [(span.start, min(span.end, len(page.text)), each.number) for each in chunks for span in _on(page, each)]
    return tuple(_told(_cut(stretches), {each.number for each in chunks if each.excluded}))


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


def _told(cut: Iterable[Part], excluded: AbstractSet[int]) -> Iterator[Part]:
    """The parts with what is to be known of them beside their chunks."""
    seen: set[int] = set()
    for part in cut:
        opening = tuple(each for each in part.numbers if each not in seen)
        yield replace(part, opening=opening, out=set(part.numbers) <= excluded)
        seen.update(part.numbers)
