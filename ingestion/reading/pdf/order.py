"""Reading order. Most files have their text in the order in which it is read; the others are sorted by their columns."""

from itertools import pairwise

from ingestion.reading.pdf.columns import by_columns, widest
from ingestion.reading.pdf.pieces import Piece
from ingestion.reading.pdf.rows import same_row

JUMBLED = 0.1
LEAST_JUMPS = 2
LEAST_ACROSS = 3
LEAST_ASIDE = 5
LOOK_BACK = 50
PROSE = 16


def in_order(pieces: list[Piece]) -> list[Piece]:
    """The pieces in the order in which a person would read them, each once."""
    pieces = distinct(pieces)
    if is_jumbled(pieces) or (goes_aside(pieces) and widest(pieces)):
        return by_columns(pieces)
    return pieces


def distinct(pieces: list[Piece]) -> list[Piece]:
    """Without what is drawn twice at one place, which is how some programs make bold letters and shadows."""
    seen = {(piece.text, round(piece.left, 2), round(piece.top, 2)): piece for piece in reversed(pieces)}
    return list(reversed(seen.values()))


def is_jumbled(pieces: list[Piece]) -> bool:
    """Whether the file's order jumps back within a column, or goes across columns of prose."""
    jumps = sum(goes_back(pieces, index) for index in range(len(pieces)))
    across = sum(is_across(*pair) for pair in pairwise(pieces))
    return jumps >= max(LEAST_JUMPS, JUMBLED * len(pieces)) or across >= LEAST_ACROSS


def goes_back(pieces: list[Piece], index: int) -> bool:
    """Whether the piece stands above the last one before it in the same column."""
    piece = pieces[index]
    for before in reversed(pieces[max(0, index - LOOK_BACK) : index]):
        if piece.left < before.right and before.left < piece.right:
            return piece.bottom < before.top
    return False


def is_across(before: Piece, piece: Piece) -> bool:
    """Whether two long lines stand side by side: columns of prose that the file has row by row."""
    return min(len(before.text), len(piece.text)) > PROSE and same_row(before, piece)


def goes_aside(pieces: list[Piece]) -> bool:
    """Whether the order goes to another column, on another height, again and again."""
    aside = (
        (piece.left > before.right or piece.right < before.left) and not same_row(before, piece) and not same_row(piece, before)
        for before, piece in pairwise(pieces)
    )
    return sum(aside) >= max(LEAST_ASIDE, JUMBLED * len(pieces))
