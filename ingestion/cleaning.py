"""Finds what a document repeats on its pages: headers, footers, page numbers.

The text of the pages stays whole, so that every offset holds; what is found here is only left out of the chunks. A line is
furniture if its like stands at the same height in the margin of three pages that are near each other, with the same numbers
or ones that count the pages. The first of a kind stays in: a header may be the only place that says "valid from March".
Rows of tables are never furniture, and large headings (the titles of slides) only if they come again and again.
"""

from collections import defaultdict
from collections.abc import Iterable

from ingestion.margins import NEAR, Margin, margins
from ingestion.reading.messages import PageRead

Ranges = dict[int, list[tuple[int, int]]]

LEAST_PAGES = 3
LEAST_PAGE_NUMBERS = 2
LEAST_LARGE = 6


def furniture(pages: Iterable[PageRead]) -> Ranges:
    """Characters that are furniture, by page number."""
    found: Ranges = defaultdict(list)
    for kind in kinds(pages):
        if len(kind) >= least(kind):
            for margin in kind[0 if says_nothing(kind[0]) else 1 :]:
                found[margin.page].append((margin.line.start, margin.line.end))
    return {number: sorted(ranges) for number, ranges in found.items()}


def least(kind: list[Margin]) -> int:
    """How many pages prove that a line is furniture: two prove a page number, since its numbers grow as the pages do."""
    if kind[0].is_page_number and kind[0].numbers != kind[-1].numbers:
        return LEAST_PAGE_NUMBERS
    return LEAST_LARGE if any(margin.large for margin in kind) else LEAST_PAGES


def says_nothing(margin: Margin) -> bool:
    """Whether nothing is lost with it."""
    return margin.is_page_number or not any(map(str.isalpha, margin.text))


def kinds(pages: Iterable[PageRead]) -> list[list[Margin]]:
    """Lines in margins that follow one another from page to page."""
    found: list[list[Margin]] = []
    fresh: list[list[Margin]] = []
    for page in pages:
        fresh = [kind for kind in fresh if kind[-1].page + NEAR >= page.number]
        for margin in margins(page):
            kind = next((kind for kind in fresh if margin.follows(kind[-1])), None)
            if kind is None:
                kind = []
                found.append(kind)
                fresh.append(kind)
            kind.append(margin)
    return found
