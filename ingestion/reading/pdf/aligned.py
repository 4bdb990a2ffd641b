"""Tables that only their alignment shows: cells side by side, row after row, and lines that carry on a cell."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingestion.reading.pdf.pieces import Piece
from ingestion.reading.pdf.rows import MARKER, Line, is_close, rows_of, side_by_side
from ingestion.reading.pdf.tables import Column, Row, Table, has_amount, header_rows, in_cells

LEAST_ROWS = 3
LONGEST_CELL = 40
ALIGNED = 0.012
FULL = 0.6
MARKED = re.compile(MARKER)


def with_tables(pieces: list[Piece]) -> Iterator[Table | list[Piece]]:
    """The pieces in order, in runs, each a table or running text."""
    held: list[Piece] = []
    for run in runs(rows_of(pieces)):
        found = [piece for line in run for piece in line]
        table = as_table(run)
        if table is None:
            held += found
            continue
        if held:
            yield held
        yield table
        held = []
    if held:
        yield held


def as_table(run: list[Line]) -> Table | None:
    """The table that a run of lines is; None if it is running text."""
    if not is_table(run):
        return None
    pieces = [piece for line in run for piece in line]
    columns = columns_of(pieces)
    if len(columns) < 2:
        return None
    rows = split_rows(pieces, columns)
    return Table(rows, header_rows(rows))


def runs(lines: list[Line]) -> Iterator[list[Line]]:
    """Lines of several cells that follow one another closely, with lines in between that carry on a cell; the rest one by one.

    A single line before them is no row of theirs: it is what the table is called.
    """
    run: list[Line] = []
    for index, line in enumerate(lines):
        goes_on = bool(run) and len(run[0]) > 1 and is_close(run[-1], line) and (len(line) > 1 or carries_on(lines, index))
        if run and not goes_on:
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def carries_on(lines: list[Line], index: int) -> bool:
    """Whether a single line begins where a cell of a row near above does, and rows go on after it."""
    above = next((line for line in reversed(lines[max(0, index - 3) : index]) if len(line) > 1), [])
    below = next((place for place in range(index + 1, min(index + 4, len(lines))) if len(lines[place]) > 1), None)
    if not above or below is None or not all(is_close(*pair) for pair in pairwise(lines[index : below + 1])):
        return False
    return any(abs(lines[index][0].left - cell.left) < ALIGNED for cell in above)


def is_table(run: list[Line]) -> bool:
    """Enough rows, short cells, and columns that begin at the same places (or end there, as numbers do); no code, no list."""
    wide = [line for line in run if len(line) > 1]
    cells = [piece for line in wide for piece in line]
    if all(piece.mono for piece in cells) or sum(bool(MARKED.fullmatch(line[0].text)) for line in wide) > len(wide) / 2:
        return False
    if len(wide) < LEAST_ROWS or sum(len(cell.text) for cell in cells) > LONGEST_CELL * len(cells):
        return False
    aligned = sum(any(beside(one, other) for one in above for other in line[1:]) for above, line in pairwise(wide))
    return aligned >= (len(wide) - 1) / 2


def beside(one: Piece, other: Piece) -> bool:
    """Whether two cells stand in one column: they begin, end, or have their middle at the same place."""
    middles = abs(one.left + one.right - other.left - other.right) / 2
    return min(abs(one.left - other.left), abs(one.right - other.right), middles) < ALIGNED


def columns_of(pieces: Sequence[Piece]) -> list[Column]:
    """Where the columns stand, by the fullest rows: each ends where the next begins."""
    lines = side_by_side(list(pieces))
    most = max((len(line) for line in lines), default=0)
    reaches: list[list[float]] = []
    for piece in sorted(
        (piece for line in lines if len(line) >= FULL * most and len(line) > 1 for piece in line), key=lambda p: p.left
    ):
        if reaches and piece.left < reaches[-1][1]:
            reaches[-1][1] = max(reaches[-1][1], piece.right)
        else:
            reaches.append([piece.left, piece.right])
    starts = [0.0, *((before[1] + after[0]) / 2 for before, after in pairwise(reaches)), 1.0]
    return list(pairwise(starts))


def split_rows(pieces: Sequence[Piece], columns: list[Column]) -> list[Row]:
    """The rows of cells. A line whose first cell is empty carries on the row above, unless it is as full or has an amount."""
    rows: list[Row] = []
    for line in side_by_side(list(pieces)):
        cells = in_cells(line, columns)
        filled = sum(map(bool, cells))
        if rows and not cells[0] and filled < max(2, sum(map(bool, rows[-1]))) and not has_amount(cells):
            rows[-1] = [one + other for one, other in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
    return rows
