"""The ruled lines of a page: what a pen would draw for a table, as thin boxes in fractions of the page."""

import ctypes
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pypdfium2.raw as pdfium

from ingestion.reading.pdf.grid import Box, Grid
from ingestion.reading.pdf.objects import Pointer, Thing

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


def rules(paths: Iterable[Thing], grid: Grid) -> list[Rule]:
    """All that these paths draw.

    The edges of what is only filled count where nothing else is ruled: shaded rows. Otherwise they are shadows behind words.
    """
    drawn: list[Rule] = []
    filled: list[Rule] = []
    for path in paths:
        for box in _boxes(path, grid):
            (drawn if is_thin(box) or _is_stroked(path.pointer) else filled).extend(as_rules(box))
    return drawn if len(drawn) >= LEAST_DRAWN else drawn + filled


def is_thin(box: Box) -> bool:
    """Whether a box is a line by itself."""
    return box[3] - box[1] <= THIN or box[2] - box[0] <= THIN


def _is_stroked(path: Pointer) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(path, fill, stroke)) and bool(stroke.value)


def as_rules(box: Box) -> tuple[Rule, ...]:
    """A thin box is one rule, a large one its four edges, a speck none."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    if height <= THIN:
        return (Rule(True, (top + bottom) / 2, left, right),) if width > SHORT else ()
    if width <= THIN:
        return (Rule(False, (left + right) / 2, top, bottom),) if height > SHORT else ()
    across, down = ((Rule(True, at, left, right) for at in (top, bottom)), (Rule(False, at, top, bottom) for at in (left, right)))
    return (*across, *down)


def _boxes(path: Thing, grid: Grid) -> Iterable[Box]:
    """The box of a simple path; of one with many strokes that of each stroke. A speck has none."""
    box = grid.box(*path.bounds)
    largest = max(box[2] - box[0], box[3] - box[1])
    if largest <= THIN or (segments := pdfium.FPDFPath_CountSegments(path.pointer)) > MOST_SEGMENTS:
        return ()
    return (box,) if segments <= SIMPLE or largest < SMALL else _strokes(path.pointer, segments, grid)


def _strokes(path: Pointer, segments: int, grid: Grid) -> Iterator[Box]:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    before: Point | None = None
    for index in range(segments):
        kind, (x, y) = _segment(path, index)
        point = (matrix.a * x + matrix.c * y + matrix.e, matrix.b * x + matrix.d * y + matrix.f)
        if before and kind == pdfium.FPDF_SEGMENT_LINETO:
            yield grid.box(*before, *point)
        before = point


def _segment(path: Pointer, index: int) -> tuple[int, Point]:
    segment = pdfium.FPDFPath_GetPathSegment(path, index)
    x, y = ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPathSegment_GetPoint(segment, x, y)
    return pdfium.FPDFPathSegment_GetType(segment), (x.value, y.value)
