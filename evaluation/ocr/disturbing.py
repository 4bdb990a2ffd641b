"""What happens to pages between the printer and the file: each way takes a grey picture and gives a worse one, always the same."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Grey = NDArray[np.uint8]
Way = Callable[[Image.Image], Image.Image]

PRINTED_DPI, COARSE_DPI = 300, 100
DESK = 70
MARGIN = 0.06
CORNERS = ((0.05, 0.02), (0.97, 0.06), (0.93, 0.98), (0.0, 0.93))
"""Where a photographed page's corners lie, from the upper left clockwise, as fractions of the sheet."""
TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


def turned(degrees: int) -> Way:
    """Lying on another side."""
    return lambda image: image.transpose(TURNS[degrees])


def skewed(degrees: float) -> Way:
    """Put askew on the glass."""
    return lambda image: image.rotate(degrees, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def coarse(image: Image.Image) -> Image.Image:
    """Scanned at 100 dpi; a picture that doesn't say its resolution is taken for one of 300."""
    factor = COARSE_DPI / float(image.info.get("dpi", (PRINTED_DPI,))[0] or PRINTED_DPI)
    factor = factor if factor < 0.75 else COARSE_DPI / PRINTED_DPI
    return image.resize((round(image.width * factor), round(image.height * factor)), Image.Resampling.BOX)


def noisy(image: Image.Image) -> Image.Image:
    """Grain all over, and every fiftieth point black or white."""
    draw = np.random.default_rng(1)
    grey = np.asarray(image, dtype=np.float32) * 0.75 + 32
    grey += draw.normal(0, 40, grey.shape).astype(np.float32)
    points = draw.random(grey.shape)
    grey[points < 0.01] = 0
    grey[points > 0.99] = 255
    return picture(grey)


def badly_lit(image: Image.Image) -> Image.Image:
    """Under a lamp at the lower left."""
    grey = np.asarray(image, dtype=np.float32)
    return picture(grey * lamp(grey.shape) * 0.8 + 15 + np.random.default_rng(0).normal(0, 6, grey.shape))


def photographed(image: Image.Image) -> Image.Image:
    """Held over a desk by hand: seen from the side, on a dark ground, unevenly lit, slightly blurred, with grain."""
    width, height = image.size
    sheet = (round(width * (1 + 2 * MARGIN)), round(height * (1 + 2 * MARGIN)))
    edges = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    corners = np.array(
        [[(MARGIN / 2 + x * (1 - MARGIN)) * sheet[0], (MARGIN / 2 + y * (1 - MARGIN)) * sheet[1]] for x, y in CORNERS]
    )
    view = cv2.getPerspectiveTransform(edges, corners.astype(np.float32))
    seen = cv2.warpPerspective(np.asarray(image), view, sheet, flags=cv2.INTER_AREA, borderValue=DESK).astype(np.float32)
    lit = cv2.GaussianBlur(seen, (0, 0), 0.8) * (0.35 + 0.65 * lamp(seen.shape)) * 0.9
    return picture(lit + np.random.default_rng(2).normal(0, 5, lit.shape))


def lamp(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Brightness from 0.35 to 1, the brightest at the lower left."""
    down, across = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    return np.asarray(0.35 + 0.65 * (1 - across / shape[1]) * (0.5 + 0.5 * down / shape[0]), dtype=np.float32)


def picture(grey: NDArray[np.floating]) -> Image.Image:
    """Numbers as a picture again."""
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


WAYS: dict[str, Way] = {
    "clean": lambda image: image,
    "turned 90°": turned(90),
    "turned 180°": turned(180),
    "turned 270°": turned(270),
    "skewed 3°": skewed(3),
    "skewed -7°": skewed(-7),
    "100 dpi": coarse,
    "noise": noisy,
    "uneven light": badly_lit,
    "photograph": photographed,
}
