"""Rows of a PDF page, and which of them are a table: cells side by side, row after row."""

from collections.abc import Iterator
from itertools import pairwise

from ingestion.reading.pdf.pieces import Piece
from ingestion.reading.records import is_number

SAME_ROW = 0.5
LEAST_ROWS = 3
LONGEST_CELL = 30
CLOSE = 1.5
Row = list[Piece]


def same_row(one: Piece, other: Piece) -> bool:
    """Whether the other stands to the right of the one: they share at least half of the lower one's height."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > SAME_ROW * min(one.bottom - one.top, other.bottom - other.top) and other.left >= one.left


def rows_of(pieces: list[Piece]) -> list[Row]:
    """Pieces that follow one another on the same height."""
    rows: list[Row] = []
    for piece in pieces:
        if rows and same_row(rows[-1][-1], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def tables(rows: list[Row]) -> Iterator[tuple[list[Row], bool]]:
    """The rows in runs, each with whether it is a table."""
    held: list[Row] = []
    for run in runs(rows):
        if is_table(run):
            if held:
                yield held, False
            yield run, True
            held = []
        else:
            held += run
    if held:
        yield held, False


def runs(rows: list[Row]) -> Iterator[list[Row]]:
    """Rows of several cells that follow one another closely, with lines in between that carry on a cell; the rest one by one.

    A single line before them is no row of theirs: it is what the table is called.
    """
    run: list[Row] = []
    for index, row in enumerate(rows):
        goes_on = bool(run) and len(run[0]) > 1 and is_close(run[-1], row) and (len(row) > 1 or carries_on(rows, index))
        if run and not goes_on:
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def carries_on(rows: list[Row], index: int) -> bool:
    """Whether a line stands between rows of cells, close to both, and begins where a cell of the row above does."""
    above = rows[index - 1]
    between = len(above) > 1 and index + 1 < len(rows) and len(rows[index + 1]) > 1 and is_close(rows[index], rows[index + 1])
    return between and any(abs(rows[index][0].left - cell.left) < 0.01 for cell in above)


def is_close(above: Row, below: Row) -> bool:
    """Whether the rows follow one another downwards without a gap of more than a row."""
    gap = min(piece.top for piece in below) - max(piece.bottom for piece in above)
    return -above[0].size < gap < CLOSE * max(above[0].size, 0.001)


def is_table(run: list[Row]) -> bool:
    """Enough rows, short cells, and columns that begin at the same places (or end there, as numbers do)."""
    cells = [piece for row in run if len(row) > 1 for piece in row]
    wide = [row for row in run if len(row) > 1]
    if len(wide) < LEAST_ROWS or sum(len(cell.text) for cell in cells) > LONGEST_CELL * len(cells):
        return False
    aligned = sum(any(beside(one, other) for one in above for other in row[1:]) for above, row in pairwise(wide))
    return aligned >= (len(wide) - 1) / 2


def beside(one: Piece, other: Piece) -> bool:
    """Whether two cells stand in one column."""
    return min(abs(one.left - other.left), abs(one.right - other.right)) < 0.01


def is_header(row: Row) -> bool:
    """Whether a row names columns."""
    return len(row) > 1 and not any(is_number(cell.text) for cell in row)
