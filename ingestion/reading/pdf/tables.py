"""A table of a PDF page: rows of cells, each cell the pieces in it, and what names its columns."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from ingestion.reading.pdf.pieces import Piece
from ingestion.reading.records import is_number, is_year

MOST_HEADER_ROWS = 3
SLACK = 0.004
Cell = list[Piece]
Row = list[Cell]
Column = tuple[float, float]


@dataclass(frozen=True)
class Table:
    """Rows of equally many cells; an empty cell has no pieces."""

    rows: list[Row]
    header_rows: int

    @property
    def pieces(self) -> list[Piece]:
        """Everything in it, from cell to cell."""
        return [piece for row in self.rows for cell in row for piece in cell]


def text_of(cell: Cell) -> str:
    """A cell in one line."""
    return " ".join(piece.text for piece in cell)


def in_cells(pieces: Iterable[Piece], columns: list[Column]) -> Row:
    """The pieces by column; what reaches over several stands in the first of them."""
    row: Row = [[] for _ in columns]
    for piece in pieces:
        begin = piece.left + min(SLACK, (piece.right - piece.left) / 2)
        place = next((index for index, (_, end) in enumerate(columns) if begin < end), len(columns) - 1)
        row[place].append(piece)
    return [sorted(cell, key=lambda piece: (round(piece.top, 3), piece.left)) for cell in row]


def header_rows(rows: Sequence[Row]) -> int:
    """How many rows at the top name the columns: bold ones over plain ones, otherwise those before the first amount.

    None do where the first column names the rows ("Due: 17 March").
    """
    if rows[0][0] and text_of(rows[0][0]).endswith(":"):
        return 0
    bold = count(rows, is_bold)
    if 0 < bold <= MOST_HEADER_ROWS and bold < len(rows):
        return bold
    plain = count(rows, names_columns)
    if plain == len(rows):
        return 1
    return plain if plain <= MOST_HEADER_ROWS else 1


def count(rows: Sequence[Row], is_so: Callable[[Row], bool]) -> int:
    """Rows at the top of which something holds."""
    return len(list(takewhile(is_so, rows)))


def has_amount(row: Row) -> bool:
    """Whether a row has a number in a cell of its own; years are names, too."""
    return any(is_number(text) and not is_year(text) for text in map(text_of, row) if text)


def is_bold(row: Row) -> bool:
    """Whether all that a row says is bold."""
    said = [piece for cell in row for piece in cell]
    return bool(said) and all(piece.bold for piece in said)


def names_columns(row: Row) -> bool:
    """Whether a row has no amounts and more than one cell."""
    return sum(map(bool, row)) > 1 and not has_amount(row)
