"""Atoms: the stretches of text that are not cut."""

from collections.abc import Iterator
from dataclasses import dataclass

from ingestion.chunking.ruler import Ruler
from ingestion.chunking.sentences import sentences, trimmed
from ingestion.reading.messages import Block, PageRead


@dataclass(frozen=True)
class Atom:
    """A sentence, a row or a line.

    `opens`: a paragraph begins with it, so that the place before it is a good one to cut at. `header`: the header of its
    table, which goes before it where a chunk begins with it. `cells`: how many cells a header has.
    """

    page: int
    start: int
    end: int
    tokens: int
    opens: bool
    row: bool = False
    header: "Atom | None" = None
    cells: int = 0


def atoms_of(page: PageRead, block: Block, ruler: Ruler, most: int, carried: Atom | None = None) -> Iterator[Atom]:
    """The atoms of one block. `carried` is the header of the page before, where the block is a table that goes on."""
    by_line = block.kind in {"table", "code"}
    ranges = list(lines(page.text, block.start, block.end) if by_line else sentences(page.text, block.start, block.end))
    header = carried or header_of(page, block, ranges, ruler, most)
    for place, (start, end) in enumerate(ranges):
        room = most - header.tokens if header and place >= block.level else most
        for begin, stop in short_enough(page, start, end, ruler, room):
            opens = begin == start and (place == 0 or by_line)
            tokens = ruler.tokens(page.number, begin, stop)
            yield Atom(page.number, begin, stop, tokens, opens, by_line, header if place >= block.level else None)


def header_of(page: PageRead, block: Block, ranges: list[tuple[int, int]], ruler: Ruler, most: int) -> Atom | None:
    """The header rows of a table as one atom, unless they would take more than half a chunk."""
    if block.kind != "table" or not 0 < block.level < len(ranges):
        return None
    start, end = ranges[0][0], ranges[block.level - 1][1]
    tokens = ruler.tokens(page.number, start, end)
    return Atom(page.number, start, end, tokens, opens=True, cells=cells(page, start, end)) if tokens <= most // 2 else None


def lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines between two characters that have any text."""
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        yield from trimmed(text, at, stop)
        at = stop + 1


def short_enough(page: PageRead, start: int, end: int, ruler: Ruler, most: int) -> Iterator[tuple[int, int]]:
    """The range in parts of no more than `most` tokens each."""
    while start < end:
        stop = ruler.cut(page.number, start, end, most)
        yield from trimmed(page.text, start, stop)
        start = stop


def cells(page: PageRead, start: int, end: int) -> int:
    """How many cells the longest row has."""
    return 1 + max(line.count("|") for line in page.text[start:end].split("\n"))
