"""From PDF coordinates to places on the page as it is shown, in fractions of it."""

import ctypes
from collections.abc import Sequence

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

SCALE = 1_000_000
LEAST = 0.0001
Box = tuple[float, float, float, float]


class Grid:
    """From PDF coordinates to fractions of the page as it is shown, whatever its rotation and crop box.

    `aspect`: by this a fraction of the width becomes one of the height. `area` of the page, in square points.
    """

    def __init__(self, page: PdfPage) -> None:
        width, height = page.get_width(), page.get_height()
        self.aspect, self.area = width / max(height, 1.0), width * height
        (x0, y0), (x1, y1), (x2, y2) = (self._seen(page, x, y) for x, y in ((0, 0), (1000, 0), (0, 1000)))
        self.x = ((x1 - x0) / 1000, (x2 - x0) / 1000, x0)
        self.y = ((y1 - y0) / 1000, (y2 - y0) / 1000, y0)
        self.is_upright = self.x[0] > 0 and self.y[1] < 0 and not self.x[1] and not self.y[0]

    @staticmethod
    def _seen(page: PdfPage, x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, SCALE, SCALE, 0, x, y, across, down)
        return across.value / SCALE, down.value / SCALE

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Left, top, right, bottom as fractions."""
        if self.is_upright:
            across, down = self.x, self.y
            return across[0] * left + across[2], down[1] * top + down[2], across[0] * right + across[2], down[1] * bottom + down[2]
        corners = [self._place(x, y) for x, y in ((left, bottom), (right, top))]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return min(xs), min(ys), max(xs), max(ys)

    def _place(self, x: float, y: float) -> tuple[float, float]:
        return self.x[0] * x + self.x[1] * y + self.x[2], self.y[0] * x + self.y[1] * y + self.y[2]


def around(boxes: list[Box]) -> Box:
    """The box around boxes, within the page, and never without any extent."""
    left, top, right, bottom = around_all(boxes)
    if 0.0 <= left < right - LEAST and 0.0 <= top < bottom - LEAST and right <= 1.0 and bottom <= 1.0:
        return round(left, 5), round(top, 5), round(right, 5), round(bottom, 5)
    left, top = max(0.0, min(1 - LEAST, left)), max(0.0, min(1 - LEAST, top))
    right, bottom = min(1.0, right), min(1.0, bottom)
    return round(left, 5), round(top, 5), round(max(right, left + LEAST), 5), round(max(bottom, top + LEAST), 5)


def around_all(boxes: Sequence[Box]) -> Box:
    """The box around boxes, wherever they are."""
    if len(boxes) == 1:
        return boxes[0]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
