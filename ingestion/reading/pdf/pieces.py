"""The text of a PDF page as pdfium has it: pieces of lines, each with its box and the size of its letters."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage, PdfTextPage

from ingestion.reading.page_text import clean

HYPHENS = {"\ufffe", "\x02"}
ENDS = re.compile("\r\n|\r|\n|\x02|\ufffe")
LEAST = 0.0001
APART = 1.5
Box = tuple[float, float, float, float]
GRID = 1_000_000
BOLD = 600


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


class Grid:
    """From PDF coordinates to fractions of the page as it is shown, whatever its rotation and crop box."""

    def __init__(self, page: PdfPage) -> None:
        (x0, y0), (x1, y1), (x2, y2) = (self._seen(page, x, y) for x, y in ((0, 0), (1000, 0), (0, 1000)))
        self.x = ((x1 - x0) / 1000, (x2 - x0) / 1000, x0)
        self.y = ((y1 - y0) / 1000, (y2 - y0) / 1000, y0)

    @staticmethod
    def _seen(page: PdfPage, x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, GRID, GRID, 0, x, y, across, down)
        return across.value / GRID, down.value / GRID

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Left, top, right, bottom as fractions."""
        corners = [self._place(x, y) for x, y in ((left, bottom), (right, top))]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return min(xs), min(ys), max(xs), max(ys)

    def _place(self, x: float, y: float) -> tuple[float, float]:
        return self.x[0] * x + self.x[1] * y + self.x[2], self.y[0] * x + self.y[1] * y + self.y[2]


def pieces(page: PdfPage) -> list[Piece]:
    """All text of a page, in the order in which the file has it."""
    grid, textpage = Grid(page), page.get_textpage()
    try:
        return [piece for stretch in _stretches(textpage) for piece in _pieces(textpage, grid, stretch)]
    finally:
        textpage.close()


@dataclass(frozen=True)
class _Stretch:
    """Text up to the end of a line; `start` and `end` in UTF-16 units, as pdfium counts."""

    start: int
    end: int
    text: str
    hyphen: bool


def _stretches(textpage: PdfTextPage) -> Iterator[_Stretch]:
    text = textpage.get_text_range()
    wide = not text.isascii() and max(text) > "\uffff"
    position = 0
    for match in ENDS.finditer(text + "\n"):
        if text[position : match.start()].strip():
            start, end = _units(text, position, match.start(), wide=wide)
            yield _Stretch(start, end, text[position : match.start()], match.group() in HYPHENS)
        position = match.end()


def _units(text: str, start: int, end: int, *, wide: bool) -> tuple[int, int]:
    if not wide:
        return start, end
    before = len(text[:start].encode("utf-16-le")) // 2
    return before, before + len(text[start:end].encode("utf-16-le")) // 2


def _pieces(textpage: PdfTextPage, grid: Grid, stretch: _Stretch) -> Iterator[Piece]:
    """The pieces of one line: pdfium takes what stands side by side for one, even with a gutter or a column between."""
    first, last = (pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, index) for index in (stretch.start, stretch.end - 1))
    boxes = _boxes(textpage, first, last + 1)
    starts = [first, *(_index_at(textpage, box) for before, box in pairwise(boxes) if _is_apart(before, box))]
    if starts != sorted(set(starts)) or starts[-1] > last or not stretch.text.isascii():
        starts = [first]
    for start, end in pairwise([*starts, last + 1]):
        text = stretch.text[start - first : end - first] if len(starts) > 1 else stretch.text
        text, found = " ".join(clean(text).split()), _boxes(textpage, start, end) if len(starts) > 1 else boxes
        if text and found:
            box = _around([grid.box(*each) for each in found])
            bold = pdfium.FPDFText_GetFontWeight(textpage, start) >= BOLD
            yield Piece(text, *box, size=_size(textpage, grid, start), bold=bold, continues=stretch.hyphen and end > last)


def _boxes(textpage: PdfTextPage, start: int, end: int) -> list[Box]:
    """Left, bottom, right and top of the runs of these characters, in points."""
    return [textpage.get_rect(index) for index in range(pdfium.FPDFText_CountRects(textpage, start, end - start))]


def _is_apart(before: Box, box: Box) -> bool:
    """Whether the space between is wider than one between words could be."""
    return box[0] - before[2] > APART * max(box[3] - box[1], before[3] - before[1])


def _index_at(textpage: PdfTextPage, box: Box) -> int:
    """Which character begins the run."""
    return int(pdfium.FPDFText_GetCharIndexAtPos(textpage, box[0] + 0.5, (box[1] + box[3]) / 2, 2.0, 2.0))


def _around(boxes: list[Box]) -> Box:
    """The box around boxes, within the page, and never without any extent."""
    left, top = (max(0.0, min(1 - LEAST, *(box[side] for box in boxes))) for side in (0, 1))
    right, bottom = (min(1.0, max(box[side] for box in boxes)) for side in (2, 3))
    return round(left, 5), round(top, 5), round(max(right, left + LEAST), 5), round(max(bottom, top + LEAST), 5)


def _size(textpage: PdfTextPage, grid: Grid, index: int) -> float:
    """Height of the font's box at a character: unlike the font size in the file it knows of every scaling."""
    box = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(textpage, index, box):
        return 0.0
    _, top, _, bottom = grid.box(box.left, box.bottom, box.right, box.top)
    return round(bottom - top, 4)
