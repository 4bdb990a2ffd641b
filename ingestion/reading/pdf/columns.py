"""Sorts the pieces of a page by its columns: what reaches over a gutter parts the page into bands, read one after the other."""

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingestion.reading.pdf.pieces import Piece
from ingestion.reading.pdf.rows import is_close, side_by_side

LEAST_LINES = 5
MOST_TRIED = 12
NARROWEST = 0.008
SLACK = 0.002
MOST_ACROSS = 0.5
FILLED = 0.55
PROSE = 14
SHORTEST = 8
DENSE = 0.6
ALIGNED = 0.6
SAME_LINE = 0.06


@dataclass(frozen=True)
class Gutter:
    """A strip from top to bottom with text on both sides; `across` is what reaches over it."""

    left: list[Piece]
    right: list[Piece]
    across: list[Piece]
    width: float


def by_columns(pieces: list[Piece]) -> list[Piece]:
    """The pieces in reading order: left column before right, above before below, rows from left to right."""
    gutter = widest(pieces)
    if gutter is None:
        return [piece for line in side_by_side(pieces) for piece in line]
    ordered: list[Piece] = []
    for band, is_across in bands(gutter):
        if is_across:
            ordered += by_columns(band)
        else:
            known = {id(piece) for piece in gutter.left}
            ordered += by_columns([piece for piece in band if id(piece) in known])
            ordered += by_columns([piece for piece in band if id(piece) not in known])
    return ordered


def widest(pieces: list[Piece]) -> Gutter | None:
    """The gutter over which least reaches, of those the widest; None if the pieces stand in one column, or in a table."""
    if len(pieces) < 2 * LEAST_LINES:
        return None
    lefts = sorted({piece.left for piece in pieces})
    nexts = sorted({bisect_left(lefts, round(piece.right, 3) + SLACK) for piece in pieces})
    begins = (lefts[place] for place in nexts if place < len(lefts))
    found = {(len(gutter.left), len(gutter.across)): gutter for begin in begins if (gutter := gutter_before(pieces, begin))}
    likely = sorted(found.values(), key=lambda gutter: (len(gutter.across), -gutter.width))[:MOST_TRIED]
    return next((gutter for gutter in likely if holds_columns(gutter)), None)


def gutter_before(pieces: list[Piece], begin: float) -> Gutter | None:
    """The gutter to the left of where a piece begins, if there is one."""
    right = [piece for piece in pieces if piece.left >= begin]
    before = [piece for piece in pieces if piece.left < begin]
    left = [piece for piece in before if piece.right <= begin + SLACK]
    across = [piece for piece in before if piece.right > begin + SLACK]
    if min(len(left), len(right)) < LEAST_LINES:
        return None
    gap = begin - max(piece.right for piece in left)
    if gap < NARROWEST or len(across) > MOST_ACROSS * len(pieces):
        return None
    return Gutter(left, right, across, gap)


def holds_columns(gutter: Gutter) -> bool:
    """Whether columns of text stand on both sides: lines that don't pair up as cells do, or running text on the same grid."""
    left, right = beside(gutter)
    if min(len(left), len(right)) < LEAST_LINES:
        return False
    nearest = [line[-1] for line in side_by_side(left)], [line[0] for line in side_by_side(right)]
    if not all(map(is_text, nearest)):
        return False
    return share_on_one_line(*sorted((left, right), key=len)) < ALIGNED or all(map(is_prose, nearest))


def share_on_one_line(fewer: list[Piece], more: list[Piece]) -> float:
    """How many of the fewer pieces have one of the others on their line, by top or bottom, as the cells of a row do."""
    step = SAME_LINE * median(piece.size for piece in fewer) or 1.0
    known = {(side, round(place / step)) for piece in more for side, place in enumerate((piece.top, piece.bottom))}
    near = (
        any(
            (side, round(place / step) + off) in known for side, place in enumerate((piece.top, piece.bottom)) for off in (-1, 0, 1)
        )
        for piece in fewer
    )
    return sum(near) / len(fewer)


def is_text(side: list[Piece]) -> bool:
    """Whether these are lines of text, one close to the other: no marks of a list, no code."""
    close = sum(is_close([above], [below]) for above, below in pairwise(side))
    words = median(len(piece.text) for piece in side) >= SHORTEST and not any(piece.mono for piece in side)
    return words and len(side) >= LEAST_LINES and close >= DENSE * (len(side) - 1)


def is_prose(side: list[Piece]) -> bool:
    """Whether they are long and fill their column."""
    width = max(piece.right for piece in side) - min(piece.left for piece in side)
    filled = median(piece.right - piece.left for piece in side) >= FILLED * width
    return filled and median(len(piece.text) for piece in side) >= PROSE


def beside(gutter: Gutter) -> tuple[list[Piece], list[Piece]]:
    """What stands on both sides in bands that have something on both."""
    known = {id(piece) for piece in gutter.left}
    left: list[Piece] = []
    right: list[Piece] = []
    for band, is_across in bands(gutter):
        one = [piece for piece in band if id(piece) in known]
        if not is_across and one and len(one) < len(band):
            left += one
            right += [piece for piece in band if id(piece) not in known]
    return left, right


def bands(gutter: Gutter) -> list[tuple[list[Piece], bool]]:
    """From top to bottom: what stands beside the gutter and what reaches over it, in turns."""
    found: list[tuple[list[Piece], bool]] = []
    over = {id(piece) for piece in gutter.across}
    for piece in sorted([*gutter.left, *gutter.right, *gutter.across], key=lambda piece: piece.top + piece.bottom):
        is_across = id(piece) in over
        if found and found[-1][1] == is_across:
            found[-1][0].append(piece)
        else:
            found.append(([piece], is_across))
    return found
