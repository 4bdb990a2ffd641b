"""Builds the text of a page block by block, so that every block knows its characters."""

import re

from ingestion.reading.letters import mended
from ingestion.reading.messages import Block, BlockKind, PageRead

CELL = " | "
LINE_ENDS = re.compile("\r\n|[\r\v\f\u0085\u2028\u2029]")


class PageText:
    """The text of one page under construction. Blocks are parted by a blank line."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.blocks: list[Block] = []
        self.length = 0

    def add(self, kind: BlockKind, text: str, level: int = 0) -> None:
        """Append a block; a block without visible text is left out."""
        text = clean(text)
        if not text:
            return
        if self.blocks:
            self._write("\n" if kind == "list" and self.blocks[-1].kind == "list" else "\n\n")
        start = self.length
        self._write(text)
        self.blocks.append(Block(kind, start, self.length, level))

    def add_table(self, rows: list[list[str]], *, header_rows: int = 1) -> None:
        """Append a table: a row is a line, its cells parted by bars; empty rows are left out."""
        lines = [line for row in rows if (line := row_text(row))]
        self.add("table", "\n".join(lines), header_rows if len(lines) > header_rows else 0)

    def page(self, number: int, label: str = "") -> PageRead:
        """The finished page."""
        return PageRead(number, label, "".join(self.parts), blocks=tuple(self.blocks))

    def _write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def row_text(cells: list[str]) -> str:
    """One row as one line; empty cells keep their place, an empty row is nothing."""
    flat = [" ".join(cell.split()) for cell in cells]
    return CELL.join(flat).strip() if any(flat) else ""


def clean(text: str) -> str:
    """Without control characters (which databases and browsers refuse), trailing spaces, and spare blank lines."""
    if text.isascii() and text.isprintable():
        return text.strip()
    if not text.isascii():
        text = mended(text)
    text = LINE_ENDS.sub("\n", text).replace("\u00a0", " ")
    text = text.translate(CONTROL).encode("utf-8", "ignore").decode("utf-8")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n ")


GONE = [*range(32), *range(0x7F, 0xA0), 0xAD, 0x200B, 0xFEFF]
CONTROL = {code: None for code in GONE if chr(code) not in "\t\n"} | dict.fromkeys((0xF0B7, 0xF0A7, 0xF0D8, 0xF076), "•")
"""Control characters go; bullets from Wingdings and Symbol become what they look like."""
