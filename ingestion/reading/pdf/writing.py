"""Writes the text of a PDF page block by block, so that each line and block knows its characters."""

from ingestion.reading.messages import Block, BlockKind, Line
from ingestion.reading.page_text import CELL
from ingestion.reading.pdf.pieces import Piece
from ingestion.reading.pdf.rows import same_row
from ingestion.reading.pdf.tables import Table
from ingestion.reading.pdf.words import Words

MOST_SPACES = 40


class Writer:
    """Text, lines and blocks of one page."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.text = ""
        self.lines: list[Line] = []
        self.blocks: list[Block] = []

    def write(self, kind: BlockKind, level: int, pieces: list[Piece]) -> None:
        """Append one block of running text, a list or code."""
        start = self._begin()
        margin = min(piece.left for piece in pieces)
        for before, piece in zip([None, *pieces], pieces, strict=False):
            if before:
                self.text += self._between(before, piece)
            if kind == "code":
                beside = before if before and same_row(before, piece) else None
                self.text += spaces(piece, beside.right if beside else margin)[1 if beside else 0 :]
            self._put(piece)
        if pieces[-1].continues:
            self.text += "-"
        self.blocks.append(Block(kind, start, len(self.text), level))

    def write_table(self, table: Table) -> None:
        """Append a table: a row is a line, its cells parted by bars; an empty cell keeps its place."""
        start = self._begin()
        for place, row in enumerate(table.rows):
            self.text += "\n" if place else ""
            last = max(index for index, cell in enumerate(row) if cell)
            for index, cell in enumerate(row[: last + 1]):
                self.text += (CELL if self.text[-1:] not in {"", "\n"} else CELL.lstrip()) if index else ""
                for before, piece in zip([None, *cell], cell, strict=False):
                    self.text += (self.words.joint(before.text, piece.text) if before.continues else " ") if before else ""
                    self._put(piece)
        self.blocks.append(Block("table", start, len(self.text), table.header_rows if len(table.rows) > table.header_rows else 0))

    def _begin(self) -> int:
        self.text += "\n\n" if self.text else ""
        return len(self.text)

    def _put(self, piece: Piece) -> None:
        start = len(self.text)
        self.text += piece.text
        self.lines.append(Line(start, len(self.text), piece.left, piece.top, piece.right, piece.bottom))

    def _between(self, before: Piece, piece: Piece) -> str:
        """What stands between two pieces: the rest of a parted word, a space on one line, otherwise a new line."""
        if before.continues:
            return self.words.joint(before.text, piece.text)
        return " " if same_row(before, piece) else "\n"


def spaces(piece: Piece, after: float) -> str:
    """The spaces from a place to a piece of code, by the width of its letters."""
    width = (piece.right - piece.left) / len(piece.text)
    return " " * min(MOST_SPACES, round((piece.left - after) / width)) if width else ""
