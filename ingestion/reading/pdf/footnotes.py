"""Footnotes of a page: small print at the foot of a column, under its text."""

import re

from ingestion.reading.pdf.pieces import Piece

SMALL = 0.93
LOWER = 0.45
MARK = re.compile(r"^(?:\(?\d{1,3}[.)]?\s*|[*†‡§¶]{1,3}\s*|[a-z][.)]\s+)[^\W\d_]|^(?:\d{1,3}|[*†‡§¶]{1,3})$")
Group = list[Piece]


def footnotes(groups: list[Group], body: float) -> set[int]:
    """Which of the groups are footnotes: from the first small one with a mark on, under the last text of their column."""
    small = [index for index, group in enumerate(groups) if is_small(group, body)]
    found: set[int] = set()
    for index in small:
        group = groups[index]
        goes_on = index - 1 in found and is_under(groups[index - 1], group)
        if (goes_on or MARK.match(group[0].text)) and group[0].top > LOWER and not has_text_below(group, groups, body):
            found.add(index)
    return found


def is_small(group: Group, body: float) -> bool:
    """Whether all its letters are smaller than the text's."""
    return all(piece.size < SMALL * body for piece in group) and not any(piece.bold for piece in group)


def is_under(above: Group, group: Group) -> bool:
    """Whether a group stands under another one, in its column."""
    return group[0].top >= above[-1].top and shares_column(above[0], group[0])


def has_text_below(group: Group, groups: list[Group], body: float) -> bool:
    """Whether text of the usual size stands lower in the same column; a line at the very foot of the page is none."""
    lowest = max(piece.bottom for piece in group)
    below = (piece for other in groups for piece in other if piece.top > lowest - 0.001 and piece.bottom < 0.93)
    return any(piece.size >= SMALL * body and len(piece.text) > 20 and shares_column(group[0], piece) for piece in below)


def shares_column(one: Piece, other: Piece) -> bool:
    """Whether two pieces overlap from side to side."""
    return one.left < other.right and other.left < one.right
