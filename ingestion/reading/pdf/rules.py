"""The ruled lines of a page: what a pen would draw for a table, as thin boxes in fractions of the page."""

import ctypes
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from ingestion.reading.pdf.grid import Box, Grid

MOST_OBJECTS = 3000
MOST_SEGMENTS = 400
THIN = 0.004
SHORT = 0.008
SMALL = 0.03
SIMPLE = 5
LEAST_DRAWN = 6
Point = tuple[float, float]


class Rule(NamedTuple):
    """A line across (`at` is its height) or down (`at` is its place from the left), from `start` to `end`."""

    across: bool
    at: float
    start: float
    end: float


def rules(page: PdfPage, grid: Grid) -> list[Rule]:
    """All of them; none of a page of thousands of strokes, which is a drawing.

    The edges of what is only filled count where nothing else is ruled: shaded rows. Otherwise they are shadows behind words.
    """
    count = pdfium.FPDFPage_CountObjects(page)
    if count > MOST_OBJECTS:
        return []
    objects = (pdfium.FPDFPage_GetObject(page, index) for index in range(count))
    drawn: list[Rule] = []
    filled: list[Rule] = []
    for path in (each for each in objects if pdfium.FPDFPageObj_GetType(each) == pdfium.FPDF_PAGEOBJ_PATH):
        is_drawn = _is_stroked(path)
        for box in _boxes(path, grid):
            (drawn if is_drawn or is_thin(box) else filled).extend(as_rules(box))
    return drawn if len(drawn) >= LEAST_DRAWN else drawn + filled


def is_thin(box: Box) -> bool:
    """Whether a box is a line by itself."""
    return box[3] - box[1] <= THIN or box[2] - box[0] <= THIN


def _is_stroked(path: object) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(path, fill, stroke)) and bool(stroke.value)


def as_rules(box: Box) -> Iterator[Rule]:
    """A thin box is one rule, a large one its four edges, a speck none."""
    left, top, right, bottom = box
    is_flat, is_narrow = bottom - top <= THIN, right - left <= THIN
    if is_flat and not is_narrow and right - left > SHORT:
        yield Rule(True, (top + bottom) / 2, left, right)
    elif is_narrow and not is_flat and bottom - top > SHORT:
        yield Rule(False, (left + right) / 2, top, bottom)
    elif not is_flat and not is_narrow:
        yield from (Rule(True, at, left, right) for at in (top, bottom))
        yield from (Rule(False, at, top, bottom) for at in (left, right))


def _boxes(path: object, grid: Grid) -> Iterator[Box]:
    """The box of a simple path; of one with many strokes that of each stroke."""
    sides = [ctypes.c_float() for _ in range(4)]
    segments = pdfium.FPDFPath_CountSegments(path)
    if segments > MOST_SEGMENTS or not pdfium.FPDFPageObj_GetBounds(path, *sides):
        return
    box = grid.box(*(side.value for side in sides))
    if segments <= SIMPLE or max(box[2] - box[0], box[3] - box[1]) < SMALL:
        yield box
        return
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    before: Point | None = None
    for index in range(segments):
        kind, (x, y) = _segment(path, index)
        point = (matrix.a * x + matrix.c * y + matrix.e, matrix.b * x + matrix.d * y + matrix.f)
        if before and kind == pdfium.FPDF_SEGMENT_LINETO:
            yield grid.box(*before, *point)
        before = point


def _segment(path: object, index: int) -> tuple[int, Point]:
    segment = pdfium.FPDFPath_GetPathSegment(path, index)
    x, y = ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPathSegment_GetPoint(segment, x, y)
    return pdfium.FPDFPathSegment_GetType(segment), (x.value, y.value)
