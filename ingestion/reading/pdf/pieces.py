"""The text of a PDF page as pdfium has it: pieces of lines, each with its box and the looks of its letters."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from pypdfium2 import PdfPage

from ingestion.reading.page_text import clean
from ingestion.reading.pdf.fonts import Face
from ingestion.reading.pdf.grid import Box, Grid, around
from ingestion.reading.pdf.letters import Letters
from ingestion.reading.pdf.objects import Drawn
from ingestion.reading.pdf.rules import Rule, rules
from ingestion.reading.pdf.stretches import Stretch, stretches
from ingestion.reading.pdf.suspects import suspects
from ingestion.reading.pdf.unseen import visible

SPACES = re.compile(r"\s+")
APART = 0.95
SPARSE = 0.75
TOUCHING = 0.002
SCANNED = 0.2
"""A page of which a picture covers more than this may be a scan with its text laid over."""
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
    `hid_text`: the file has text on the page that nobody sees, which is left out.
    """

    pieces: list[Piece]
    rules: list[Rule]
    picture: float = 0.0
    is_laid_over: bool = False
    hid_text: bool = False


def found_on(page: PdfPage) -> Found:
    """What a page has."""
    grid, drawn, textpage = Grid(page), Drawn(page), page.get_textpage()
    try:
        ruled = rules(drawn.paths, grid)
        lines = list(stretches(textpage))
        letters, picture = Letters(textpage, grid, lines), drawn.picture / max(grid.area, 1.0)
        seen = visible(page, lines, letters, suspects(drawn), scanned=picture > SCANNED)
        reader = _Reader(letters, [rule for rule in ruled if not rule.across])
        pieces = [piece for line in seen for piece in reader.pieces(line)]
        return Found(pieces, ruled, picture, drawn.is_laid_over, seen is not lines)
    finally:
        textpage.close()


class _Reader:
    """Reads the lines of one page."""

    def __init__(self, letters: Letters, uprights: Sequence[Rule]) -> None:
        self.letters, self.aspect = letters, letters.grid.aspect
        self.uprights = sorted(uprights, key=PLACE)

    def pieces(self, line: Stretch) -> Iterator[Piece]:
        """The pieces of one line: pdfium takes what stands side by side for one, even with a gutter or a column between."""
        first = self.letters.index(line, 0)
        boxes = self.letters.boxes(first, self.letters.index(line, len(line.text) - 1) + 1)
        if not boxes:
            return
        size, box = self.letters.size(first), around(boxes)
        if not self._may_be_parted(line.text, boxes, box, size):
            yield from self._piece(line.text, first, box, size, continues=line.hyphen)
            return
        cuts = [0, *self._cuts(line, size), len(line.text)]
        for start, end in pairwise(cuts):
            begin = self.letters.index(line, start)
            if found := self.letters.boxes(begin, self.letters.index(line, end - 1) + 1):
                continues = line.hyphen and end == cuts[-1]
                yield from self._piece(line.text[start:end], begin, around(found), self.letters.size(begin), continues=continues)

    def _piece(self, text: str, index: int, box: Box, size: float, *, continues: bool) -> Iterator[Piece]:
        length = len(text.strip())
        text = " ".join(clean(text).split())
        if text:
            last = index + length - 1
            looks = self.letters.face(index)
            if any(looks):
                looks = Face(*(one and other for one, other in zip(looks, self.letters.face(last), strict=True)))
            if size != (end := self.letters.size(last)):
                size = sorted((size, self.letters.size(index + length // 2), end))[1]
            yield Piece(text, *box, size, looks.bold, continues, looks.italic, looks.mono)

    def _may_be_parted(self, text: str, boxes: list[Box], box: Box, size: float) -> bool:
        """A cheap look for gaps: between runs, in runs too wide for their letters, and at upright rules."""
        if " " not in text:
            return False
        left, top, right, bottom = box
        if (right - left) * self.aspect > SPARSE * size * len(text):
            return True
        if any(self._is_apart(before, box, size) for before, box in pairwise(boxes)):
            return True
        return self._is_ruled_off(left, right, (top + bottom) / 2)

    def _cuts(self, line: Stretch, size: float) -> Iterator[int]:
        """Characters before which the line is parted."""
        for space in SPACES.finditer(line.text.rstrip(), 1):
            before, after = self.letters.box(line, space.start() - 1), self.letters.box(line, space.end())
            if before and after and (self._is_apart(before, after, size) or self._are_ruled_off(before, after)):
                yield space.end()

    def _is_apart(self, before: Box, after: Box, size: float) -> bool:
        """Whether the space between is wider than one between words could be, in either direction."""
        gap = max(after[0] - before[2], before[0] - after[2])
        return bool(gap * self.aspect > APART * size)

    def _are_ruled_off(self, before: Box, after: Box) -> bool:
        return self._is_ruled_off(before[2] - TOUCHING, after[0] + TOUCHING, (before[1] + before[3]) / 2)

    def _is_ruled_off(self, left: float, right: float, height: float) -> bool:
        """Whether an upright line stands between two places."""
        first, last = bisect_right(self.uprights, left, key=PLACE), bisect_left(self.uprights, right, key=PLACE)
        return any(rule.start <= height <= rule.end for rule in self.uprights[first:last])
