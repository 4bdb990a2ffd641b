"""The text of a PDF page as pdfium has it: pieces of lines, each with its box and the size of its letters."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage, PdfTextPage

from ingestion.reading.page_text import clean

HYPHEN = "\ufffe"
ENDS = re.compile(f"\r\n|\r|\n|\x02|{HYPHEN}")
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
        return [
            piece
            for start, end, text, continues in _stretches(textpage)
            if (piece := _piece(textpage, grid, start, end, text, continues))
        ]
    finally:
        textpage.close()


def _stretches(textpage: PdfTextPage) -> Iterator[tuple[int, int, str, bool]]:
    """Start, end (in UTF-16 units, as pdfium counts), text, and whether a hyphen was at the end."""
    text = textpage.get_text_range()
    wide = not text.isascii() and max(text) > "\uffff"
    position = 0
    for match in [*ENDS.finditer(text), None]:
        end = match.start() if match else len(text)
        if text[position:end].strip():
            yield (*_units(text, position, end, wide=wide), text[position:end], bool(match) and match.group() in {HYPHEN, "\x02"})  # type: ignore[union-attr]
        position = match.end() if match else end


def _units(text: str, start: int, end: int, *, wide: bool) -> tuple[int, int]:
    if not wide:
        return start, end
    before = len(text[:start].encode("utf-16-le")) // 2
    return before, before + len(text[start:end].encode("utf-16-le")) // 2


def _piece(textpage: PdfTextPage, grid: Grid, start: int, end: int, text: str, continues: bool) -> Piece | None:
    text = " ".join(clean(text).split())
    first, last = (pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, index) for index in (start, end - 1))
    count = pdfium.FPDFText_CountRects(textpage, first, last - first + 1)
    boxes = [grid.box(*textpage.get_rect(index)) for index in range(count)]
    if not text or not boxes:
        return None
    box = tuple(
        round(min(1.0, max(0.0, pick(side))), 5) for pick, side in zip((min, min, max, max), zip(*boxes, strict=True), strict=True)
    )
    bold = pdfium.FPDFText_GetFontWeight(textpage, first) >= BOLD
    return Piece(text, *box, size=_size(textpage, grid, first), bold=bold, continues=continues)


def _size(textpage: PdfTextPage, grid: Grid, index: int) -> float:
    """Height of the font's box at a character: unlike the font size in the file it knows of every scaling."""
    box = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(textpage, index, box):
        return 0.0
    _, top, _, bottom = grid.box(box.left, box.bottom, box.right, box.top)
    return round(bottom - top, 4)
