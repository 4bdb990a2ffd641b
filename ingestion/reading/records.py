"""Rows of data as lines that can be understood alone: "Item: Chair; Price: 120"."""

from collections.abc import Iterable, Iterator, Sequence

from ingestion.reading.page_text import row_text
from ingestion.reading.pagination import FULL, Piece

LONGEST_NAME = 80
SURE_HEADER = 0.6


def is_header(row: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row names the columns: as full as the row below, different from cell to cell, and not made of numbers."""
    named, filled = ([cell for cell in cells if cell.strip()] for cells in (row, below))
    if len(named) < 2 or len(named) < SURE_HEADER * len(filled) or len(set(named)) < len(named):
        return False
    return not any(is_number(cell) or len(cell) > LONGEST_NAME for cell in named)


def is_number(cell: str) -> bool:
    """Whether the cell holds an amount, a percentage or a date rather than a name."""
    letters = sum(map(str.isalpha, cell))
    digits = sum(map(str.isdigit, cell))
    return digits > letters


def line(header: Sequence[str], row: Sequence[str]) -> str:
    """One row as a line; cells without a column name stand alone."""
    cells = [" ".join(cell.split()) for cell in row]
    names = [*header, *[""] * (len(cells) - len(header))]
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in zip(names, cells, strict=False) if cell)


def pieces(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[Piece]:
    """Tables of a page's length each. Without a header, rows are cells parted by bars."""
    lines: list[str] = []
    length = 0
    for row in rows:
        text = line(header, row) if header else row_text(list(row))
        if not text:
            continue
        if length + len(text) > FULL and lines:
            yield Piece("table", "\n".join(lines))
            lines, length = [], 0
        lines.append(text)
        length += len(text) + 1
    if lines:
        yield Piece("table", "\n".join(lines))


def with_header(rows: Iterator[Sequence[str]]) -> Iterator[Piece]:
    """The same for rows whose first may be their header; a few lines above a header are a caption."""
    first = next(rows, None)
    while first is not None and len([cell for cell in first if cell.strip()]) <= 1:
        if text := row_text(list(first)).strip("| "):
            yield Piece("caption", text)
        first = next(rows, None)
    if first is None:
        return
    second = next(rows, None)
    rest = iter([second]) if second is not None else iter([])
    header = [" ".join(cell.split()) for cell in first] if second is not None and is_header(first, second) else []
    yield from pieces(header, chain_rows(first if not header else None, rest, rows))


def chain_rows(first: Sequence[str] | None, *others: Iterator[Sequence[str]]) -> Iterator[Sequence[str]]:
    """The rows one after the other."""
    if first is not None:
        yield first
    for rows in others:
        yield from rows
