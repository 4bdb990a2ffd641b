"""A page's text set for a reader: headings, paragraphs, lists, tables and code, with the marked passage in them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingestion.marking import Piece, Stretch, pieces
from ingestion.models import Page
from ingestion.views.records import Records, records

# Reading writes a table's row as one line, its cells parted by bars.
CELL = re.compile(r"(?:^| )\|(?: |$)")
LINE = re.compile(r"[^\n]+")
LOWEST = 6
PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*")

Pieces = tuple[Piece, ...]


@dataclass(frozen=True)
class Block:
    """One block as a template shows it. `level` is a heading's; `rows` are a table's cells."""

    kind: str
    pieces: Pieces = ()
    level: int = 0
    head: tuple[tuple[Pieces, ...], ...] = ()
    rows: tuple[tuple[Pieces, ...], ...] = ()


def blocks(page: Page, marked: Sequence[Stretch], *, top: int = 2) -> list[Block]:
    """The page's blocks in order; what lies between them is set as paragraphs, so that no text is lost.

    Its outermost headings become headings of level `top`.
    """
    return list(_blocks(page, marked, top))


def _blocks(page: Page, marked: Sequence[Stretch], top: int) -> Iterator[Block]:
    at = depth = 0
    for kind, start, end, level in page.blocks:
        yield from _paragraphs(page.text, at, start, marked)
        if kind == "heading":
            depth = min(level, depth + 1)  # no level is left out, whatever the document does
            yield Block(kind, pieces(page.text, start, end, marked), level=min(top + depth - 1, LOWEST))
        else:
            yield _block(page.text, (kind, start, end, level), marked)
        at = end
    yield from _paragraphs(page.text, at, len(page.text), marked)


def _paragraphs(text: str, start: int, end: int, marked: Sequence[Stretch]) -> Iterator[Block]:
    for found in PARAGRAPH.finditer(text, start, end):
        yield Block("paragraph", pieces(text, *found.span(), marked))


def _block(text: str, block: tuple[str, int, int, int], marked: Sequence[Stretch]) -> Block:
    kind, start, end, level = block
    if kind != "table":
        return Block(kind, pieces(text, start, end, marked))
    lines = [line.span() for line in LINE.finditer(text, start, end)]
    if level == 0 and (found := records(text, lines)):
        return _of_records(text, found, marked)
    rows = [_cells(text, *line, marked) for line in lines]
    return Block(kind, head=tuple(rows[:level]), rows=tuple(rows[level:]))


def _of_records(text: str, found: Records, marked: Sequence[Stretch]) -> Block:
    """A table whose column names come from the names in each row."""
    head = tuple((Piece(name, marked=False),) for name in found.names)
    rows = tuple(tuple(pieces(text, *span, marked) if span else () for span in row) for row in found.rows)
    return Block("table", head=(head,), rows=rows)


def _cells(text: str, start: int, end: int, marked: Sequence[Stretch]) -> tuple[Pieces, ...]:
    return tuple(pieces(text, left, right, marked) for left, right in _columns(text, start, end))


def _columns(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for bar in CELL.finditer(text[start:end]):
        yield at, start + bar.start()
        at = start + bar.end()
    yield at, end
