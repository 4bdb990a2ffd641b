"""The lines in the margins of a page, as they are compared from page to page: what they say apart from numbers, and the numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from ingestion.reading.messages import Line, PageRead

MARGIN = 0.12
MOST_LINES = 8
SAME_HEIGHT = 0.02
ALIKE = 0.85
NEAR = 4
LARGE_HEADING = 3
NUMBER = re.compile(r"\d+|\b(?=[ivxlc])(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,3})\b", re.IGNORECASE)
PAGE_NUMBER = re.compile(
    r"(?:page|p\.|seite|s\.|pagina|página|pág\.?|blad|side|sida|strona)?\W*#(?:\W*(?:of|von|de|di|van|av|z)?\W*#)?\W*"
)
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True)
class Margin:
    """A line in a margin. `text` has # for each of its `numbers`; `large` is said of headings that the size of letters makes."""

    page: int
    line: Line
    text: str
    numbers: tuple[int, ...]
    large: bool
    recognised: bool

    @property
    def is_page_number(self) -> bool:
        """Whether it says nothing but which page this is."""
        return bool(PAGE_NUMBER.fullmatch(self.text))

    def follows(self, before: "Margin") -> bool:
        """Whether this is the same line, some pages on: numbers stay or grow as page numbers do. Recognition may have slipped."""
        pages = self.page - before.page
        if not 0 < pages <= NEAR or abs(self.line.top - before.line.top) > SAME_HEIGHT:
            return False
        if self.recognised or before.recognised:
            return alike(self.text, before.text)
        return self.text == before.text and all(
            0 <= number - last <= 2 * pages + 1 for last, number in zip(before.numbers, self.numbers, strict=True)
        )


def margins(page: PageRead) -> Iterator[Margin]:
    """The few highest and lowest lines of a page, as far as they stand in its margins and are no part of a table of the page."""
    by_height = sorted(page.lines, key=lambda line: line.top)
    found = [line for line in by_height[:MOST_LINES] if line.bottom <= MARGIN]
    found += [line for line in by_height[-MOST_LINES:] if line.top >= 1 - MARGIN]
    tables = ranges_of_tables(page)
    large = [block for block in page.blocks if block.kind == "heading" and block.level <= LARGE_HEADING]
    for line in found:
        if not any(start <= line.start < end for start, end in tables):
            text, numbers = without_numbers(page.text[line.start : line.end])
            is_large = any(block.start <= line.start < block.end for block in large)
            yield Margin(page.number, line, text, numbers, is_large, page.recognised)


def ranges_of_tables(page: PageRead) -> list[tuple[int, int]]:
    """Characters of the tables that reach out of the margins; one that stands wholly in them may be a letterhead."""
    return [
        (block.start, block.end)
        for block in page.blocks
        if block.kind == "table"
        and any(block.start <= line.start < block.end and line.bottom > MARGIN and line.top < 1 - MARGIN for line in page.lines)
    ]


def without_numbers(text: str) -> tuple[str, tuple[int, ...]]:
    """What a line says apart from numbers, small Roman ones too, and those numbers."""
    numbers: list[int] = []

    def taken(found: re.Match[str]) -> str:
        if not found.group():
            return ""
        numbers.append(value(found.group().lower()))
        return "#"

    return " ".join(NUMBER.sub(taken, text.lower()).split()), tuple(numbers)


def value(number: str) -> int:
    """The number that Arabic or Roman figures stand for."""
    if number.isdigit():
        return int(number[-9:])
    figures = [ROMAN[figure] for figure in number]
    return sum(-one if one < max(figures[place:]) else one for place, one in enumerate(figures))


def alike(one: str, other: str) -> bool:
    """The same but for a slip of recognition."""
    return one == other or SequenceMatcher(None, one, other).ratio() >= ALIKE
