"""Text that may not be seen on its page: invisible, as light as its ground, behind or upon a picture. A cheap first look."""

import ctypes
import math
from collections.abc import Sequence
from typing import NamedTuple

import pypdfium2.raw as pdfium

from ingestion.reading.pdf.grid import Box
from ingestion.reading.pdf.objects import Drawn, Pointer, Thing, address, matrix

PLAIN_MODES = {0, 2}
"""Render modes of text that is filled; others are only outlined, invisible, or there to cut something out."""
FAINT, OPAQUE = 60, 200
NEAR = 48
"""Colours that differ by less in each of red, green and blue (0 to 255) are looked at closely."""
LEAST_SIDE = 5.0
SMALL, READABLE = 1.5, 3.0
MOST_PAIRS = 100_000
Suspects = dict[int, bool]
Colour = tuple[int, int, int, int]
WHITE = (255, 255, 255, 255)


class Ground(NamedTuple):
    """Something on which text may stand or behind which it may hide; `colour` is None of a picture, a pattern or a shading."""

    order: int
    box: Box
    colour: Colour | None


def suspects(drawn: Drawn) -> Suspects | None:
    """The addresses of the text objects that may not be seen: whether one must look at them, or only measure their letters.

    None where the page can't be looked through: then it is all of them.
    """
    if not drawn.whole:
        return None
    things = drawn.things
    grounds = [ground for order, thing in enumerate(things) if (ground := ground_of(order, thing))]
    texts = [(order, thing) for order, thing in enumerate(things) if thing.kind == pdfium.FPDF_PAGEOBJ_TEXT]
    look_at_all = len(texts) * len(grounds) > MOST_PAIRS
    found: Suspects = {}
    for order, text in texts:
        if look_at_all or is_suspect(order, text, grounds):
            found[address(text.pointer)] = True
        elif is_small(text) or not overlap(text.bounds, drawn.paper):
            found[address(text.pointer)] = False
    return found


def is_small(text: Thing) -> bool:
    """Whether it is long and low, as tiny letters are, and dashes and dots too unless their font is of a size to be read."""
    left, bottom, right, top = text.bounds
    low, long = sorted((right - left, top - bottom))
    return low < SMALL and long > LEAST_SIDE and (text.nested or points_of(text) < READABLE)


def points_of(text: Thing) -> float:
    """The size of the font of a text that stands on the page itself."""
    size, by = ctypes.c_float(), matrix(text.pointer)
    pdfium.FPDFTextObj_GetFontSize(text.pointer, size)
    return float(size.value) * max(math.hypot(by.a, by.b), math.hypot(by.c, by.d))


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share some place."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def ground_of(order: int, thing: Thing) -> Ground | None:
    """What a thing is for the text around it; None of lines, text, and what is only outlined."""
    left, bottom, right, top = thing.bounds
    if thing.kind not in GROUNDS or min(right - left, top - bottom) < LEAST_SIDE:
        return None
    colour = None
    if thing.kind == pdfium.FPDF_PAGEOBJ_PATH:
        if not is_filled(thing.pointer):
            return None
        colour = fill_of(thing.pointer)
    return Ground(order, thing.bounds, colour)


def is_suspect(order: int, text: Thing, grounds: Sequence[Ground]) -> bool:
    """Whether it isn't plain that it is seen: by how it is drawn, and by what lies below and above it."""
    colour = fill_of(text.pointer)
    if colour is None or colour[3] < FAINT or pdfium.FPDFTextObj_GetTextRenderMode(text.pointer) not in PLAIN_MODES:
        return True
    below, (left, bottom, right, top) = WHITE, text.bounds
    for above, box, shade in grounds:
        if box[0] >= right or left >= box[2] or box[1] >= top or bottom >= box[3]:
            continue  # as overlap() has it, but not called a hundred thousand times
        if shade is None or above > order:
            return True
        if shade[3] >= OPAQUE and holds(box, text.bounds):
            below = shade
        elif is_near(colour, shade):
            return True
    return is_near(colour, below)


def holds(box: Box, other: Box) -> bool:
    """Whether a box lies wholly within another one."""
    return box[0] <= other[0] and box[1] <= other[1] and other[2] <= box[2] and other[3] <= box[3]


def is_near(one: Colour, other: Colour) -> bool:
    """Whether two colours could be taken for one."""
    return abs(one[0] - other[0]) < NEAR and abs(one[1] - other[1]) < NEAR and abs(one[2] - other[2]) < NEAR


def fill_of(pointer: Pointer) -> Colour | None:
    """The colour with which an object is filled; None of a pattern."""
    red, green, blue, alpha = parts = ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint()
    found = pdfium.FPDFPageObj_GetFillColor(pointer, *parts)
    return (red.value, green.value, blue.value, alpha.value) if found else None


def is_filled(path: Pointer) -> bool:
    """Whether a path is more than a line."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(path, fill, stroke)) and bool(fill.value)


GROUNDS = {pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING}
