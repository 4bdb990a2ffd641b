"""Pages in scripts that run from right to left are read in a mirror: what is said of left and right then holds for them, too."""

import re
from dataclasses import replace

from ingestion.reading.messages import Line
from ingestion.reading.pdf.pieces import Found, Piece
from ingestion.reading.pdf.rules import Rule

FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
MOST = 0.4


def runs_leftwards(pieces: list[Piece]) -> bool:
    """Whether much of a page is Arabic, Hebrew or the like."""
    length = sum(len(piece.text) for piece in pieces)
    return sum(len(FROM_THE_RIGHT.findall(piece.text)) for piece in pieces if not piece.text.isascii()) > MOST * length


def mirrored(found: Found) -> Found:
    """What a mirror beside the page shows."""
    pieces = [piece._replace(left=1 - piece.right, right=1 - piece.left) for piece in found.pieces]
    rules = [
        Rule(True, rule.at, 1 - rule.end, 1 - rule.start) if rule.across else rule._replace(at=1 - rule.at) for rule in found.rules
    ]
    return replace(found, pieces=pieces, rules=rules)


def mirrored_line(line: Line) -> Line:
    """A line of a page in the mirror, where it stands on the page."""
    return line._replace(left=round(1 - line.right, 5), right=round(1 - line.left, 5))
