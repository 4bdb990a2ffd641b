"""The text of a PDF page as pdfium has it: pieces of lines, each with its box and the looks of its letters."""

import ctypes
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage, PdfTextPage

from ingestion.reading.page_text import clean
from ingestion.reading.pdf.fonts import Face, Faces
from ingestion.reading.pdf.grid import Box, Grid, around
from ingestion.reading.pdf.objects import drawn_on
from ingestion.reading.pdf.rules import Rule, rules
from ingestion.reading.pdf.stretches import Stretch, stretches

SPACES = re.compile(r"\s+")
APART = 0.95
SPARSE = 0.75
TOUCHING = 0.002
PLACE = attrgetter("at")


class Piece(NamedTuple):
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
    """The text of a page in the order in which the file has it, the lines that are ruled on it, and its largest picture.

    `picture` is the share of the page that it covers; `is_laid_over`: text is laid over it invisibly, as recognition programs do.
    """

    pieces: list[Piece]
    rules: list[Rule]
    picture: float = 0.0
    is_laid_over: bool = False


def found_on(page: PdfPage) -> Found:
    """What a page has."""
    grid, drawn, textpage = Grid(page), drawn_on(page), page.get_textpage()
    try:
        ruled = rules(drawn.paths, grid)
        lines = list(stretches(textpage))
        reader = _Reader(textpage, grid, [rule for rule in ruled if not rule.across], lines)
        pieces = [piece for line in lines for piece in reader.pieces(line)]
        return Found(pieces, ruled, drawn.picture / max(grid.area, 1.0), bool(drawn.is_laid_over))
    finally:
        textpage.close()


class _Reader:
    """Reads the lines of one page. It asks pdfium as little as it can: each question takes as long as ten lines of Python."""

    def __init__(self, textpage: PdfTextPage, grid: Grid, uprights: Sequence[Rule], lines: Sequence[Stretch]) -> None:
        self.textpage, self.grid = textpage.raw, grid
        self.uprights = sorted(uprights, key=PLACE)
        self.faces = Faces(textpage)
        last = lines[-1].units(len(lines[-1].text) - 1) if lines else 0
        self.counts_alike = self._asked_index(last) == last
        """Whether all of pdfium's characters are in the text: only then does it count them as the text does."""
        self._box_of_font = pdfium.FS_RECTF()

    def pieces(self, line: Stretch) -> Iterator[Piece]:
        """The pieces of one line: pdfium takes what stands side by side for one, even with a gutter or a column between."""
        first = self._index(line, 0)
        boxes = self._boxes(first, self._index(line, len(line.text) - 1) + 1)
        if not boxes:
            return
        size, box = self._size(first), around(boxes)
        if not self._may_be_parted(line.text, boxes, box, size):
            yield from self._piece(line.text, first, box, size, continues=line.hyphen)
            return
        cuts = [0, *self._cuts(line, size), len(line.text)]
        for start, end in pairwise(cuts):
            begin = self._index(line, start)
            if found := self._boxes(begin, self._index(line, end - 1) + 1):
                continues = line.hyphen and end == cuts[-1]
                yield from self._piece(line.text[start:end], begin, around(found), self._size(begin), continues=continues)

    def _piece(self, text: str, index: int, box: Box, size: float, *, continues: bool) -> Iterator[Piece]:
        length = len(text.strip())
        text = " ".join(clean(text).split())
        if text:
            last = index + length - 1
            looks = self.faces.at(index)
            if any(looks):
                looks = Face(*(one and other for one, other in zip(looks, self.faces.at(last), strict=True)))
            if size != (end := self._size(last)):
                size = sorted((size, self._size(index + length // 2), end))[1]
            yield Piece(text, *box, size, looks.bold, continues, looks.italic, looks.mono)

    def _may_be_parted(self, text: str, boxes: list[Box], box: Box, size: float) -> bool:
        """A cheap look for gaps: between runs, in runs too wide for their letters, and at upright rules."""
        if " " not in text:
            return False
        left, top, right, bottom = box
        if (right - left) * self.grid.aspect > SPARSE * size * len(text):
            return True
        if any(self._is_apart(before, box, size) for before, box in pairwise(boxes)):
            return True
        return self._is_ruled_off(left, right, (top + bottom) / 2)

    def _cuts(self, line: Stretch, size: float) -> Iterator[int]:
        """Characters before which the line is parted."""
        for space in SPACES.finditer(line.text.rstrip(), 1):
            before, after = self._box(line, space.start() - 1), self._box(line, space.end())
            if before and after and (self._is_apart(before, after, size) or self._are_ruled_off(before, after)):
                yield space.end()

    def _is_apart(self, before: Box, after: Box, size: float) -> bool:
        """Whether the space between is wider than one between words could be, in either direction."""
        gap = max(after[0] - before[2], before[0] - after[2])
        return bool(gap * self.grid.aspect > APART * size)

    def _are_ruled_off(self, before: Box, after: Box) -> bool:
        return self._is_ruled_off(before[2] - TOUCHING, after[0] + TOUCHING, (before[1] + before[3]) / 2)

    def _is_ruled_off(self, left: float, right: float, height: float) -> bool:
        """Whether an upright line stands between two places."""
        first, last = bisect_right(self.uprights, left, key=PLACE), bisect_left(self.uprights, right, key=PLACE)
        return any(rule.start <= height <= rule.end for rule in self.uprights[first:last])

    def _index(self, line: Stretch, place: int) -> int:
        unit = line.units(place)
        return unit if self.counts_alike else self._asked_index(unit)

    def _asked_index(self, unit: int) -> int:
        return int(pdfium.FPDFText_GetCharIndexFromTextIndex(self.textpage, unit))

    def _boxes(self, start: int, end: int) -> list[Box]:
        """Boxes of the runs of these characters."""
        left, top, right, bottom = sides = ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double()
        found = []
        for run in range(pdfium.FPDFText_CountRects(self.textpage, start, end - start)):
            pdfium.FPDFText_GetRect(self.textpage, run, *sides)
            found.append(self.grid.box(left.value, bottom.value, right.value, top.value))
        return found

    def _box(self, line: Stretch, place: int) -> Box | None:
        left, right, bottom, top = sides = ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double()
        if not pdfium.FPDFText_GetCharBox(self.textpage, self._index(line, place), *sides):
            return None
        return self.grid.box(left.value, bottom.value, right.value, top.value)

    def _size(self, index: int) -> float:
        """Height of the font's box at a character: unlike the font size in the file it knows of every scaling."""
        box = self._box_of_font
        if not pdfium.FPDFText_GetLooseCharBox(self.textpage, index, box):
            return 0.0
        _, top, _, bottom = self.grid.box(box.left, box.bottom, box.right, box.top)
        return round(bottom - top, 4)
