"""What is drawn on a PDF page, object by object, as pdfium holds it: by bare pointers, since a page may have thousands."""

import ctypes
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from ingestion.reading.pdf.grid import Box

MOST = 3000
"""A page of more objects than this is a drawing, which is not looked through."""
DEEPEST = 6
INVISIBLE = 3
Forms = tuple[pdfium.FS_MATRIX, ...]
"""The matrices of the forms that hold an object, the innermost first."""
NOWHERE = (0.0, 0.0, 0.0, 0.0)
Pointer = Any
"""Of an object of a page; good as long as the page is open."""


class Thing(NamedTuple):
    """One object: its kind (FPDF_PAGEOBJ_…), and its bounds (left, bottom, right, top) on the page. `nested`: a form holds it."""

    pointer: Pointer
    kind: int
    bounds: Box
    nested: bool


class Drawn:
    """What a page has, from the lowest object to the topmost; nothing of a drawing. `whole`: there is nothing else on it.

    `paper` is what of the page is shown, as bounds are given.
    """

    def __init__(self, page: PdfPage) -> None:
        self.things: list[Thing] = []
        self.whole = True
        self.paper: Box = page.get_bbox()
        count = pdfium.FPDFPage_CountObjects(page)
        if count > MOST:
            self.whole = False
        else:
            self._look_through([pdfium.FPDFPage_GetObject(page.raw, index) for index in range(count)], (), 1)

    @property
    def paths(self) -> list[Thing]:
        """Those that stand on the page itself."""
        return [thing for thing in self.things if thing.kind == pdfium.FPDF_PAGEOBJ_PATH and not thing.nested]

    @property
    def picture(self) -> float:
        """The area of the largest picture."""
        boxes = [thing.bounds for thing in self.things if thing.kind == pdfium.FPDF_PAGEOBJ_IMAGE]
        return max(((right - left) * (top - bottom) for left, bottom, right, top in boxes), default=0.0)

    @property
    def is_laid_over(self) -> bool:
        """Whether the first text of the page is invisible, as recognition programs write it."""
        first = next((thing.pointer for thing in self.things if thing.kind == pdfium.FPDF_PAGEOBJ_TEXT), None)
        return first is not None and pdfium.FPDFTextObj_GetTextRenderMode(first) == INVISIBLE

    def _look_through(self, pointers: list[Pointer], forms: Forms, depth: int) -> None:
        for pointer in pointers:
            kind, box = pdfium.FPDFPageObj_GetType(pointer), bounds(pointer)
            for form in forms:
                box = moved(box, form)
            self.things.append(Thing(pointer, kind, box, bool(forms)))
            if kind == pdfium.FPDF_PAGEOBJ_FORM:
                inside = pdfium.FPDFFormObj_CountObjects(pointer)
                if depth == DEEPEST or inside + len(self.things) > 2 * MOST:
                    self.whole = False
                    continue
                held = [pdfium.FPDFFormObj_GetObject(pointer, index) for index in range(inside)]
                self._look_through(held, (matrix(pointer), *forms), depth + 1)


def matrix(pointer: Pointer) -> pdfium.FS_MATRIX:
    """Where a form puts what it holds."""
    found = pdfium.FS_MATRIX(1, 0, 0, 1, 0, 0)
    pdfium.FPDFPageObj_GetMatrix(pointer, found)
    return found


def moved(box: Box, by: pdfium.FS_MATRIX) -> Box:
    """The bounds of what a matrix makes of a box."""
    left, bottom, right, top = box
    if not by.b and not by.c and by.a > 0 and by.d > 0:
        return by.a * left + by.e, by.d * bottom + by.f, by.a * right + by.e, by.d * top + by.f
    corners = [(x, y) for x in (left, right) for y in (bottom, top)]
    xs, ys = [by.a * x + by.c * y + by.e for x, y in corners], [by.b * x + by.d * y + by.f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def bounds(pointer: Pointer) -> Box:
    """Left, bottom, right, top of an object, in the coordinates of what holds it; nowhere where pdfium can't tell."""
    left, bottom, right, top = sides = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    if not pdfium.FPDFPageObj_GetBounds(pointer, *sides):
        return NOWHERE
    return left.value, bottom.value, right.value, top.value


def address(pointer: Pointer) -> int:
    """By which an object is known again."""
    return ctypes.addressof(pointer.contents)
