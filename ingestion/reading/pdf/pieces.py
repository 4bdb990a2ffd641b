"""The text of a PDF page as pdfium has it: pieces of lines, each with its box and the looks of its letters."""

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage, PdfTextPage

from ingestion.reading.page_text import clean
from ingestion.reading.pdf.fonts import Face, face_at
from ingestion.reading.pdf.grid import Box, Grid, around
from ingestion.reading.pdf.rules import Rule, rules
from ingestion.reading.pdf.stretches import Stretch, stretches

SPACES = re.compile(r"\s+")
APART = 0.95
SPARSE = 0.75


@dataclass(frozen=True)
class Piece:
    """A stretch of text on one line. The box is in fractions of the page, `size` (of letters) in fractions of its height.

    `continues`: the last word goes on in the next piece; its hyphen has been left out.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool = False
    continues: bool = False
    italic: bool = False
    mono: bool = False


@dataclass(frozen=True)
class Found:
    """The text of a page in the order in which the file has it, and the lines that are ruled on it."""

    pieces: list[Piece]
    rules: list[Rule]


def found_on(page: PdfPage) -> Found:
    """What a page has."""
    grid, textpage = Grid(page), page.get_textpage()
    try:
        ruled = rules(page, grid)
        reader = _Reader(textpage, grid, [rule for rule in ruled if not rule.across])
        return Found([piece for stretch in stretches(textpage) for piece in reader.pieces(stretch)], ruled)
    finally:
        textpage.close()


class _Reader:
    """Reads the stretches of one page."""

    def __init__(self, textpage: PdfTextPage, grid: Grid, uprights: Sequence[Rule]) -> None:
        self.textpage, self.grid, self.uprights = textpage, grid, uprights

    def pieces(self, stretch: Stretch) -> Iterator[Piece]:
        """The pieces of one line: pdfium takes what stands side by side for one, even with a gutter or a column between."""
        first, last = self._index(stretch, 0), self._index(stretch, len(stretch.text) - 1)
        boxes = self._boxes(first, last + 1)
        if not boxes:
            return
        size = self._size(first)
        if not self._may_be_parted(stretch.text, boxes, size):
            yield from self._piece(stretch.text, first, boxes, continues=stretch.hyphen)
            return
        cuts = [0, *self._cuts(stretch, size), len(stretch.text)]
        for start, end in pairwise(cuts):
            begin = self._index(stretch, start)
            found = self._boxes(begin, self._index(stretch, end - 1) + 1)
            yield from self._piece(stretch.text[start:end], begin, found, continues=stretch.hyphen and end == cuts[-1])

    def _piece(self, text: str, index: int, boxes: list[Box], *, continues: bool) -> Iterator[Piece]:
        length = len(text.strip())
        text = " ".join(clean(text).split())
        if text and boxes:
            last = index + length - 1
            looks, size = face_at(self.textpage, index), self._size(index)
            if any(looks):
                looks = Face(*(one and other for one, other in zip(looks, face_at(self.textpage, last), strict=True)))
            if size != (end := self._size(last)):
                size = sorted((size, self._size(index + length // 2), end))[1]
            yield Piece(text, *around(boxes), size, looks.bold, continues, looks.italic, looks.mono)

    def _may_be_parted(self, text: str, boxes: list[Box], size: float) -> bool:
        """A cheap look for gaps: between runs, in runs too wide for their letters, and at upright rules."""
        if " " not in text:
            return False
        left, top, right, bottom = around(boxes)
        if (right - left) * self.grid.aspect > SPARSE * size * len(text):
            return True
        if any(self._is_apart(before, box, size) for before, box in pairwise(boxes)):
            return True
        middle = (top + bottom) / 2
        return any(left < rule.at < right and rule.start <= middle <= rule.end for rule in self.uprights)

    def _cuts(self, stretch: Stretch, size: float) -> Iterator[int]:
        """Characters before which the line is parted."""
        for space in SPACES.finditer(stretch.text.rstrip(), 1):
            before, after = self._box(stretch, space.start() - 1), self._box(stretch, space.end())
            if before and after and (self._is_apart(before, after, size) or self._is_ruled_off(before, after)):
                yield space.end()

    def _is_apart(self, before: Box, after: Box, size: float) -> bool:
        """Whether the space between is wider than one between words could be, in either direction."""
        gap = max(after[0] - before[2], before[0] - after[2])
        return bool(gap * self.grid.aspect > APART * size)

    def _is_ruled_off(self, before: Box, after: Box) -> bool:
        middle = (before[1] + before[3]) / 2
        return any(
            before[2] <= rule.at + 0.002 and rule.at <= after[0] + 0.002 and rule.start <= middle <= rule.end
            for rule in self.uprights
        )

    def _index(self, stretch: Stretch, place: int) -> int:
        return int(pdfium.FPDFText_GetCharIndexFromTextIndex(self.textpage, stretch.units(place)))

    def _boxes(self, start: int, end: int) -> list[Box]:
        """Boxes of the runs of these characters."""
        count = pdfium.FPDFText_CountRects(self.textpage, start, end - start)
        return [self.grid.box(*self.textpage.get_rect(index)) for index in range(count)]

    def _box(self, stretch: Stretch, place: int) -> Box | None:
        sides = [ctypes.c_double() for _ in range(4)]
        if not pdfium.FPDFText_GetCharBox(self.textpage, self._index(stretch, place), *sides):
            return None
        left, right, bottom, top = (side.value for side in sides)
        return self.grid.box(left, bottom, right, top)

    def _size(self, index: int) -> float:
        """Height of the font's box at a character: unlike the font size in the file it knows of every scaling."""
        box = pdfium.FS_RECTF()
        if not pdfium.FPDFText_GetLooseCharBox(self.textpage, index, box):
            return 0.0
        _, top, _, bottom = self.grid.box(box.left, box.bottom, box.right, box.top)
        return round(bottom - top, 4)
