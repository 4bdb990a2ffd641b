"""Rows of data as lines that can be understood alone: "Item: Chair; Price: 120"."""

import re
from collections.abc import Iterable, Iterator, Sequence

from ingestion.reading.page_text import row_text
from ingestion.reading.pagination import FULL, Piece

LONGEST_NAME = 80
SURE_HEADER = 0.6
YEAR = re.compile(r"(19|20)\d\d([/–-]\d\d(\d\d)?)?\*?")


def is_header(row: Sequence[str], below: Sequence[str], *, distinct: bool = True) -> bool:
    """Whether a row names the columns: as full as the row below, different from cell to cell, and not made of numbers.

    Years are names if they stand over something else and the first cell is none. `distinct`: no two cells may be the same.
    """
    named, filled = ([cell for cell in cells if cell.strip()] for cells in (row, below))
    if len(named) < 2 or len(named) < SURE_HEADER * len(filled) or (distinct and len(set(named)) < len(named)):
        return False
    years = any(map(is_year, named)) and (is_year(named[0]) or any(map(is_year, filled)))
    return not years and not any((is_number(cell) and not is_year(cell)) or len(cell) > LONGEST_NAME for cell in named)


def is_year(cell: str) -> bool:
    """Whether the cell is a year or a span of years, which may name a column."""
    return bool(YEAR.fullmatch(cell.strip()))


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
    second, third = next(rows, None), next(rows, None)
    rest = [row for row in (second, third) if row is not None]
    header: list[str] = []
    if second is not None and is_header(first, second):
        header = [" ".join(cell.split()) for cell in first]
    elif second is not None and third is not None and is_group_header(first, second) and is_header(second, third, distinct=False):
        header, rest = grouped(first, second), [third]
    yield from pieces(header, chain_rows(first if not header else None, iter(rest), rows))


def is_group_header(row: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row names groups of the columns that the row below names: it has gaps, and no amounts."""
    named = [cell for cell in row if cell.strip()]
    filled = [cell for cell in below if cell.strip()]
    return 1 < len(named) < len(filled) and not any(is_number(cell) and not is_year(cell) for cell in named)


def grouped(groups: Sequence[str], names: Sequence[str]) -> list[str]:
    """Names of columns after those of their groups; a group reaches to the next."""
    group, whole = "", []
    for place, name in enumerate(names):
        above = groups[place].strip() if place < len(groups) else ""
        group = above or group
        whole.append(" ".join(f"{group} {name}".split()))
    return whole


def chain_rows(first: Sequence[str] | None, *others: Iterator[Sequence[str]]) -> Iterator[Sequence[str]]:
    """The rows one after the other."""
    if first is not None:
        yield first
    for rows in others:
        yield from rows
