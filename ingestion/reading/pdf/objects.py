"""What is drawn on a PDF page, object by object, as pdfium holds it: by bare pointers, since a page may have thousands."""

import ctypes
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from ingestion.reading.pdf.grid import Box

MOST = 3000
"""A page of more strokes than this is a drawing, which is not looked through."""
DEEPEST = 3
INVISIBLE = 3
NOWHERE = (0.0, 0.0, 0.0, 0.0)
Pointer = Any
"""Of an object of a page; good as long as the page is open."""


@dataclass
class Drawn:
    """What a page has beside its text: its paths, and the area of its largest picture, of those within forms too.

    `is_laid_over`: the first text of the page is invisible, as recognition programs write it.
    """

    paths: list[Pointer] = field(default_factory=list)
    picture: float = 0.0
    is_laid_over: bool | None = None


def drawn_on(page: PdfPage) -> Drawn:
    """All of it; nothing of a drawing."""
    found = Drawn()
    count = pdfium.FPDFPage_CountObjects(page)
    if count <= MOST:
        _look_through([pdfium.FPDFPage_GetObject(page.raw, index) for index in range(count)], found, 1)
    return found


def bounds(pointer: Pointer) -> Box | None:
    """Left, bottom, right, top of an object, in the coordinates of what holds it; None where pdfium can't tell."""
    left, bottom, right, top = sides = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    if not pdfium.FPDFPageObj_GetBounds(pointer, *sides):
        return None
    return left.value, bottom.value, right.value, top.value


def _look_through(pointers: list[Pointer], found: Drawn, depth: int) -> None:
    for pointer in pointers:
        kind = pdfium.FPDFPageObj_GetType(pointer)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            if depth == 1:
                found.paths.append(pointer)
        elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
            if found.is_laid_over is None:
                found.is_laid_over = pdfium.FPDFTextObj_GetTextRenderMode(pointer) == INVISIBLE
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = bounds(pointer) or NOWHERE
            found.picture = max(found.picture, (right - left) * (top - bottom))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
            within = range(pdfium.FPDFFormObj_CountObjects(pointer))
            _look_through([pdfium.FPDFFormObj_GetObject(pointer, index) for index in within], found, depth + 1)
