"""Reading order. Most files have their text in the order in which it is read; the few that do not are sorted by their gaps."""

from itertools import pairwise

from ingestion.reading.pdf.pieces import Piece
from ingestion.reading.pdf.rows import same_row

JUMBLED = 0.1
GUTTER = 0.012
LEAST_JUMPS = 2
LEAST_ACROSS = 3
LOOK_BACK = 50
PROSE = 25


def in_order(pieces: list[Piece]) -> list[Piece]:
    """The pieces in the order in which a person would read them, each once."""
    pieces = distinct(pieces)
    jumps = sum(goes_back(pieces, index) for index in range(len(pieces)))
    across = sum(is_across(*pair) for pair in pairwise(pieces))
    return by_gaps(pieces) if jumps >= max(LEAST_JUMPS, JUMBLED * len(pieces)) or across >= LEAST_ACROSS else pieces


def distinct(pieces: list[Piece]) -> list[Piece]:
    """Without what is drawn twice at one place, which is how some programs make bold letters and shadows."""
    seen = {(piece.text, round(piece.left, 2), round(piece.top, 2)): piece for piece in reversed(pieces)}
    return list(reversed(seen.values()))


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


def by_gaps(pieces: list[Piece]) -> list[Piece]:
    """Recursive cuts (XY-cut): along a gutter from top to bottom if there is one, otherwise at the widest gap between rows."""
    if len(pieces) < 2:
        return pieces
    for first, second in (split(pieces, "left", "right", GUTTER), split(pieces, "top", "bottom", 0.0)):
        if second:
            return by_gaps(first) + by_gaps(second)
    return sorted(pieces, key=lambda piece: (piece.top, piece.left))


def split(pieces: list[Piece], start: str, end: str, least: float) -> tuple[list[Piece], list[Piece]]:
    """Those before and those after the widest gap in one direction; nothing after if no gap is wider than `least`."""
    ordered = sorted(pieces, key=lambda piece: getattr(piece, start))
    widest, place, reach = least, 0, getattr(ordered[0], end)
    for index, piece in enumerate(ordered[1:], start=1):
        if getattr(piece, start) - reach > widest:
            widest, place = getattr(piece, start) - reach, index
        reach = max(reach, getattr(piece, end))
    return (ordered[:place], ordered[place:]) if place else (ordered, [])
