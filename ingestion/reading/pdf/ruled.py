"""Tables that are ruled: the lines drawn on the page say where rows and columns part."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingestion.reading.pdf.aligned import columns_of, split_rows
from ingestion.reading.pdf.frames import NEAR, Frame, frames
from ingestion.reading.pdf.pieces import Piece
from ingestion.reading.pdf.rows import side_by_side
from ingestion.reading.pdf.rules import Rule
from ingestion.reading.pdf.tables import Cell, Column, Row, Table, header_rows, in_cells, text_of
from ingestion.reading.records import is_number

LEAST_FILLED = 0.35
MOST_CELLS = 5000
LONGEST_MEAN = 200
LONGEST_PIECE = 35
PROSE = 0.6
LONGEST_SPAN = 40


def ruled_tables(pieces: Sequence[Piece], rules: Sequence[Rule]) -> list[Table]:
    """The tables that lines on the page show."""
    tables = []
    taken: set[int] = set()
    for frame in (part for whole in frames(rules) for part in without_prose(whole, pieces)):
        edges = frame.heights, frame.places
        inside = [piece for piece in pieces if id(piece) not in taken and is_inside(piece, *edges)]
        table = table_of(frame, inside)
        if table:
            tables.append(table)
            taken |= {id(piece) for piece in inside}
    return tables


def table_of(frame: Frame, pieces: list[Piece]) -> Table | None:
    """The table within a frame; None if it holds no rows of cells."""
    heights, places = frame.heights, frame.places
    if len(heights) < 3 or len(pieces) < 4 or len(heights) * len(places) > MOST_CELLS:
        return None
    if not frame.down and sum(len(piece.text) for piece in pieces) > LONGEST_PIECE * len(pieces):
        return None
    columns = list(pairwise(places)) if len(places) > 2 else columns_of(pieces)
    if len(columns) < 2:
        return None
    rows = [row for band in pairwise(heights) for row in rows_in(pieces, band, columns, split=len(heights) < 4 or len(places) < 3)]
    repeat_spans(rows, heights, columns, frame)
    kept = [place for place in range(len(columns)) if any(row[place] for row in rows)]
    rows = [[row[place] for place in kept] for row in rows if any(row)]
    return Table(rows, header_rows(rows)) if is_table(rows) else None


def without_prose(frame: Frame, pieces: Sequence[Piece]) -> Iterator[Frame]:
    """Lines with the same ends may belong to several tables with running text between: the frame in parts without it."""
    if frame.down:
        yield frame
        return
    lines = sorted(frame.across, key=lambda rule: rule.at)
    part = lines[:1]
    for above, below in pairwise(lines):
        if any(above.at < (piece.top + piece.bottom) / 2 < below.at and is_prose(piece, above) for piece in pieces):
            yield Frame(across=part)
            part = []
        part.append(below)
    yield Frame(across=part)


def is_prose(piece: Piece, rule: Rule) -> bool:
    """Whether a piece reaches over most of a line's width, as cells don't."""
    return rule.start - NEAR <= piece.left and piece.right - piece.left > PROSE * (rule.end - rule.start)


def rows_in(pieces: list[Piece], band: Column, columns: list[Column], *, split: bool) -> list[Row]:
    """The rows between two lines: usually one; several where lines part only the head from the rest."""
    inside = [piece for piece in pieces if band[0] <= (piece.top + piece.bottom) / 2 < band[1]]
    if even := even_rows(in_cells(inside, columns)):
        return even
    rows = split_rows(inside, columns) if split else []
    return rows if rows and all(sum(map(bool, row)) > 1 for row in rows) else [in_cells(inside, columns)]


def even_rows(row: Row) -> list[Row]:
    """The rows of a band whose cells have equally many lines, amounts among them; what has one line belongs to all of them."""
    counts = Counter(len(side_by_side(cell)) for cell in row if cell)
    most, columns = max(counts.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
    lines = [side_by_side(cell) for cell in row]
    even = [each for each in lines if len(each) == most]
    if most < 2 or columns < 2 or set(counts) - {1, most} or not any(all(is_amount(line) for line in each) for each in even):
        return []
    return [[each[place] if len(each) == most else cell for each, cell in zip(lines, row, strict=True)] for place in range(most)]


def is_amount(line: Cell) -> bool:
    """Whether a line of a cell holds a number."""
    return is_number(text_of(line))


def repeat_spans(rows: list[Row], heights: list[float], columns: list[Column], frame: Frame) -> None:
    """Put a cell that no line parts from the empty one above or below it into that one, too: rows are read apart."""
    if len(rows) != len(heights) - 1:
        return
    lone = [place for place, column in enumerate(columns) if column[1] - column[0] > NEAR]
    for above in range(len(rows) - 1):
        for place in lone:
            one, other = rows[above][place], rows[above + 1][place]
            if (
                bool(one) != bool(other)
                and len(text_of(one or other)) <= LONGEST_SPAN
                and not is_parted(heights[above + 1], columns[place], frame)
            ):
                rows[above][place] = rows[above + 1][place] = one or other


def is_parted(height: float, column: Column, frame: Frame) -> bool:
    """Whether a line lies across the column at this height."""
    middle = (column[0] + column[1]) / 2
    return any(abs(rule.at - height) < NEAR and rule.start <= middle <= rule.end for rule in frame.across)


def is_table(rows: list[Row]) -> bool:
    """Whether rows of short cells fill it: a diagram, a form of boxes or text in frames is none."""
    cells = [text_of(cell) for row in rows for cell in row]
    filled = [text for text in cells if text]
    wide = [row for row in rows if sum(map(bool, row)) > 1]
    return len(wide) > 1 and len(filled) >= LEAST_FILLED * len(cells) and sum(map(len, filled)) <= LONGEST_MEAN * len(filled)


def is_inside(piece: Piece, heights: list[float], places: list[float]) -> bool:
    """Whether the middle of a piece lies within a frame."""
    x, y = (piece.left + piece.right) / 2, (piece.top + piece.bottom) / 2
    return len(heights) > 1 and len(places) > 1 and heights[0] <= y <= heights[-1] and places[0] - NEAR <= x <= places[-1] + NEAR
