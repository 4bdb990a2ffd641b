"""Builds the text of a PDF page from its pieces: rows, paragraphs, lists and headings."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from ingestion.reading.messages import Block, BlockKind, Line
from ingestion.reading.page_text import CELL
from ingestion.reading.pdf.pieces import Piece
from ingestion.reading.pdf.rows import is_header, rows_of, same_row, tables

NEW_PARAGRAPH = 0.75
OTHER_SIZE = 0.12
HEADING_SIZES = ((1.7, 1), (1.35, 2), (1.12, 3))
BOLD_HEADING = 4
LONGEST_HEADING = 160
ITEM = re.compile(r"^\s*([•◦▪‣●○■□◆➢✓–—·*\-\uf0b7\uf0a7]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s+\S")


class Writer:
    """Text, lines and blocks of one page."""

    def __init__(self) -> None:
        self.text = ""
        self.lines: list[Line] = []
        self.blocks: list[Block] = []

    def write(self, kind: BlockKind, level: int, pieces: list[Piece], gap: str = " ") -> None:
        """Append one block; `gap` parts what stands side by side."""
        self.text += "\n\n" if self.text else ""
        start, before = len(self.text), None
        for piece in pieces:
            self.text += between(before, piece, gap)
            begins = len(self.text)
            self.text += piece.text
            self.lines.append(Line(begins, len(self.text), piece.left, piece.top, piece.right, piece.bottom))
            before = piece
        self.blocks.append(Block(kind, start, len(self.text), level))


def between(before: Piece | None, piece: Piece, gap: str) -> str:
    """What stands between two pieces: nothing within a parted word, the gap on one row, a newline otherwise."""
    if before is None or before.continues:
        return ""
    return gap if same_row(before, piece) else "\n"


def build(pieces: list[Piece], sizes: Counter[float]) -> Writer:
    """The page. `sizes` counts characters by size of letters over the pages so far; this page is added to it."""
    for piece in pieces:
        sizes[piece.size] += len(piece.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    writer = Writer()
    for rows, is_table in tables(rows_of(pieces)):
        if is_table:
            writer.write("table", int(is_header(rows[0])), [piece for row in rows for piece in row], CELL)
        else:
            for group in groups([piece for row in rows for piece in row]):
                writer.write(*kind_of(group, body), group)
    return writer


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
    """A gap, another size of letters, a jump to another column, or a new item of a list."""
    if before.continues or same_row(before, piece):
        return False
    size = max(before.size, piece.size, 0.001)
    gap = piece.top - before.bottom
    jumped = gap < -size or piece.left > before.right or piece.right < before.left
    other = abs(before.size - piece.size) > OTHER_SIZE * size or before.bold != piece.bold
    return jumped or other or gap > NEW_PARAGRAPH * size or bool(ITEM.match(piece.text))


def kind_of(group: list[Piece], body: float) -> tuple[BlockKind, int]:
    """What the block is, and its level."""
    text = " ".join(piece.text for piece in group)
    if ITEM.match(text) and group[0].size <= body * HEADING_SIZES[-1][0] and not group[0].bold:
        return "list", 0
    if len(text) > LONGEST_HEADING or not any(map(str.isalpha, text)) or text.endswith((".", ",", ";")):
        return "paragraph", 0
    size = min(piece.size for piece in group)
    level = next((level for ratio, level in HEADING_SIZES if body and size >= ratio * body), 0)
    if not level and all(piece.bold for piece in group) and size >= body * 0.95:
        level = BOLD_HEADING
    return ("heading", level) if level else ("paragraph", 0)
