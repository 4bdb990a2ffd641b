"""What pdfium knows of the characters of a page. It is asked little: each question takes as long as ten lines of Python."""

import ctypes
from collections.abc import Sequence

import pypdfium2.raw as pdfium
from pypdfium2 import PdfTextPage

from ingestion.reading.pdf.fonts import Face, Faces
from ingestion.reading.pdf.grid import Box, Grid
from ingestion.reading.pdf.objects import Pointer
from ingestion.reading.pdf.stretches import Stretch


class Letters:
    """The characters of one page, by their place in a line or by pdfium's own count (`index`)."""

    def __init__(self, textpage: PdfTextPage, grid: Grid, lines: Sequence[Stretch]) -> None:
        self.textpage, self.grid = textpage.raw, grid
        self._faces = Faces(textpage)
        last = lines[-1].units(len(lines[-1].text) - 1) if lines else 0
        self._counts_alike = self._asked_index(last) == last
        """Whether all of pdfium's characters are in the text: only then does it count them as the text does."""
        self._loose = pdfium.FS_RECTF()

    def index(self, line: Stretch, place: int) -> int:
        """pdfium's count of a character."""
        unit = line.units(place)
        return unit if self._counts_alike else self._asked_index(unit)

    def text_object(self, index: int) -> Pointer:
        """The object that draws a character; false of one that pdfium has put in."""
        return pdfium.FPDFText_GetTextObject(self.textpage, index)

    def face(self, index: int) -> Face:
        """How a character looks."""
        return self._faces.at(index)

    def boxes(self, start: int, end: int) -> list[Box]:
        """Boxes of the runs of these characters, in fractions of the page."""
        left, top, right, bottom = sides = ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double()
        found = []
        for run in range(pdfium.FPDFText_CountRects(self.textpage, start, end - start)):
            pdfium.FPDFText_GetRect(self.textpage, run, *sides)
            found.append(self.grid.box(left.value, bottom.value, right.value, top.value))
        return found

    def box(self, line: Stretch, place: int) -> Box | None:
        """The box of one character."""
        left, right, bottom, top = sides = ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double()
        if not pdfium.FPDFText_GetCharBox(self.textpage, self.index(line, place), *sides):
            return None
        return self.grid.box(left.value, bottom.value, right.value, top.value)

    def size(self, index: int) -> float:
        """Height of the font's box at a character: unlike the font size in the file it knows of every scaling."""
        _, top, _, bottom = self.grid.box(*self._around(index))
        return round(bottom - top, 4)

    def points(self, index: int) -> float:
        """The longer side of the font's box at a character, in points, whichever way it runs."""
        left, bottom, right, top = self._around(index)
        return max(right - left, top - bottom)

    def _around(self, index: int) -> Box:
        box = self._loose
        if not pdfium.FPDFText_GetLooseCharBox(self.textpage, index, box):
            return 0.0, 0.0, 0.0, 0.0
        return box.left, box.bottom, box.right, box.top

    def _asked_index(self, unit: int) -> int:
        return int(pdfium.FPDFText_GetCharIndexFromTextIndex(self.textpage, unit))
