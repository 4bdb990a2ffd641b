"""Finds what a document repeats on its pages: headers, footers, page numbers.

The text of the pages stays whole, so that every offset holds; what is found here is only left out of the chunks. A line is
furniture if its like stands at the same height in the margin of three pages that are near each other. The first of a kind
stays in: a header may be the only place that says "valid from March".
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from ingestion.reading.messages import Line, PageRead

Ranges = dict[int, list[tuple[int, int]]]

MARGIN = 0.12
MOST_LINES = 4
SAME_HEIGHT = 0.02
ALIKE = 0.85
LEAST_PAGES = 3
NEAR = 4
NUMBER = re.compile(r"\d+|\b[ivxlcdm]+\b", re.IGNORECASE)


@dataclass
class Kind:
    """Lines that are alike: what they say without numbers, where they stand, and on which pages."""

    text: str
    top: float
    places: list[tuple[int, Line]] = field(default_factory=list)

    def takes(self, text: str, page: int, line: Line) -> bool:
        """Whether a line of a page is one more of this kind."""
        last = self.places[-1][0]
        return last < page <= last + NEAR and abs(self.top - line.top) <= SAME_HEIGHT and alike(self.text, text)


def furniture(pages: Sequence[PageRead]) -> Ranges:
    """Characters that are furniture, by page number."""
    found: Ranges = defaultdict(list)
    for kind in kinds(pages):
        wordy = any(map(str.isalpha, kind.text))
        for number, line in kind.places[1 if wordy else 0 :]:
            found[number].append((line.start, line.end))
    return {number: sorted(ranges) for number, ranges in found.items()}


def kinds(pages: Sequence[PageRead]) -> list[Kind]:
    """Everything that is repeated often enough."""
    open_kinds: list[Kind] = []
    repeated: list[Kind] = []
    for page in pages:
        open_kinds = [kind for kind in open_kinds if kind.places[-1][0] + NEAR >= page.number]
        for line in margins(page):
            text = without_numbers(page.text[line.start : line.end])
            kind = next((kind for kind in open_kinds if kind.takes(text, page.number, line)), None)
            if kind is None:
                kind = Kind(text, line.top)
                open_kinds.append(kind)
            kind.places.append((page.number, line))
            if len(kind.places) == LEAST_PAGES:
                repeated.append(kind)
    return repeated


def margins(page: PageRead) -> Iterator[Line]:
    """The few highest and lowest lines of a page, as far as they stand in its margins."""
    by_height = sorted(page.lines, key=lambda line: line.top)
    yield from (line for line in by_height[:MOST_LINES] if line.bottom <= MARGIN)
    yield from (line for line in by_height[-MOST_LINES:] if line.top >= 1 - MARGIN)


def without_numbers(text: str) -> str:
    """What a line says apart from numbers, Roman ones too, which change from page to page."""
    return " ".join(NUMBER.sub("#", text.lower()).split())


def alike(one: str, other: str) -> bool:
    """The same but for a slip of recognition."""
    return one == other or SequenceMatcher(None, one, other).ratio() >= ALIKE
