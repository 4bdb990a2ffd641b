"""Brings a picture to the size at which Tesseract reads best: by the height of its letters, not by that of its paper."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ingestion.reading.ocr.grain import without_grain

LARGE = 5000
MOST_PIXELS = 9_000_000
SMALL_LETTERS, GOOD_LETTERS = 14, 22
MOST_ENLARGED = 3.0
SPECK = 4
"""Smaller things than so many pixels are no letters."""


def to_reading_size(image: Image.Image) -> Image.Image:
    """Pictures with small letters are enlarged, huge ones reduced."""
    factor = min(enlargement(image), LARGE / max(image.size))
    if factor == 1.0:
        return image
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.LANCZOS)


def enlargement(image: Image.Image) -> float:
    """How much larger the letters should be, if they are small; what takes too long to read is left as it is."""
    letters = letter_height(np.asarray(without_grain(image)))
    if not 0 < letters < SMALL_LETTERS:
        return 1.0
    bearable = math.sqrt(MOST_PIXELS / (image.width * image.height))
    return max(1.0, min(MOST_ENLARGED, GOOD_LETTERS / letters, bearable))


def letter_height(grey: NDArray[np.uint8]) -> float:
    """The height in pixels at which half of the ink is in lower letters and half in higher ones; 0 where there are none.

    By ink and not by number: a grainy page has more specks than letters, but not more ink in them.
    """
    block = max(15, (min(grey.shape) // 20) | 1)
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 15)
    pieces = cv2.connectedComponentsWithStats(ink)[2][1:]
    width, height, area = (pieces[:, column] for column in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    likely = (height >= SPECK) & (area >= 2 * SPECK) & (height < grey.shape[0] / 12) & (width < grey.shape[1] / 4)
    if not likely.any():
        return 0.0
    order = np.argsort(height[likely])
    ink_up_to = np.cumsum(area[likely][order])
    return float(height[likely][order][np.searchsorted(ink_up_to, ink_up_to[-1] / 2)])
