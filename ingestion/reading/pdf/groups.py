"""Which lines of running text belong together, and what such a block is."""

import re
from collections.abc import Iterator
from itertools import pairwise

from ingestion.reading.messages import BlockKind
from ingestion.reading.pdf.pieces import Piece
from ingestion.reading.pdf.rows import MARKER, same_row

NEW_PARAGRAPH = 0.75
NEW_CODE = 2.5
OTHER_SIZE = 0.12
HEADING_SIZES = ((1.7, 1), (1.35, 2), (1.12, 3))
BOLD_HEADING = 4
ITALIC_HEADING = 5
LONGEST_HEADING = 160
LONGEST_ITALIC = 60
LONGEST_CAPTION = 600
DEEPEST = 9
ITEM = re.compile(rf"^\s*{MARKER}\s+\S")
NUMBERED = re.compile(r"^\d{1,3}((?:\.\d{1,3}){1,5})\.?\s")
LEADERS = re.compile(r"(?:\.\s?){4,}|…")
CAPTION = re.compile(
    r"^(?:fig(?:ure|\.)|tab(?:le|\.)|listing|chart|exhibit|abb(?:ildung|\.)|tabelle|tableau|figura|tabla)\s*[A-Z]?\d+(?:[.\-–]\d+)*\s*(?:[.:|–—]|$)",
    re.IGNORECASE,
)
Kind = tuple[BlockKind, int]


def groups(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Pieces that belong to one block, in order."""
    group = pieces[:1]
    for before, piece in pairwise(pieces):
        if starts_block(before, piece):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def starts_block(before: Piece, piece: Piece) -> bool:
    """A gap, other letters, a jump to another column, a new item of a list, or what a figure is called."""
    if before.continues or same_row(before, piece):
        return bool(CAPTION.match(piece.text)) and not before.continues
    size = max(before.size, piece.size, 0.001)
    gap = piece.top - before.bottom
    if before.mono and piece.mono:
        return not -size <= gap <= NEW_CODE * size
    if gap < -size or piece.left > before.right or piece.right < before.left:
        return True
    other = abs(before.size - piece.size) > OTHER_SIZE * size or (before.bold, before.mono) != (piece.bold, piece.mono)
    other = other or (before.italic != piece.italic and is_short(before if before.italic else piece))
    return other or gap > NEW_PARAGRAPH * size or bool(ITEM.match(piece.text)) or bool(CAPTION.match(piece.text))


def is_short(piece: Piece) -> bool:
    """Whether a line may be a heading by its slant alone."""
    return 2 < len(piece.text) <= LONGEST_ITALIC and piece.text[0].isupper() and not piece.text.endswith((".", ",", ";", ":", "-"))


def kind_of(group: list[Piece], body: float) -> Kind:
    """What the block is, and its level."""
    text = " ".join(piece.text for piece in group)
    if CAPTION.match(text) and len(text) <= LONGEST_CAPTION:
        return "caption", 0
    if all(piece.mono for piece in group) and any(map(str.isalnum, text)):
        return "code", 0
    if ITEM.match(text) and group[0].size <= body * HEADING_SIZES[-1][0] and not group[0].bold:
        return "list", 0
    level = heading_level(group, text, body)
    return ("heading", min(level + depth(text), DEEPEST)) if level else ("paragraph", 0)


def heading_level(group: list[Piece], text: str, body: float) -> int:
    """The level that size, weight or slant give it; 0 if it is no heading."""
    if len(text) > LONGEST_HEADING or not any(map(str.isalpha, text)) or text.endswith((".", ",", ";")) or LEADERS.search(text):
        return 0
    size = min(piece.size for piece in group)
    level = next((level for ratio, level in HEADING_SIZES if body and size >= ratio * body), 0)
    if not level and size >= body * 0.95:
        level = BOLD_HEADING if all(piece.bold for piece in group) else 0
        level = level or (ITALIC_HEADING if len(group) == 1 and group[0].italic and is_short(group[0]) else 0)
    return level


def depth(text: str) -> int:
    """How many numbers follow the first in the number of a heading: 2 for "4.1.2"."""
    found = NUMBERED.match(text)
    return found[1].count(".") if found else 0
