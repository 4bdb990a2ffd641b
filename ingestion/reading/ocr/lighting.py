"""Takes uneven light and coloured paper out of a photographed page."""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

PAPER_SCALE = 40
WORKING_SIZE = 800
UNEVEN = 0.75


def even_light(image: Image.Image) -> Image.Image:
    """Divide by the paper's brightness, so that the paper becomes white everywhere.

    Ruins dark slides and reversed text: only ever one candidate among others.
    """
    grey = np.asarray(image.convert("L"))
    return Image.fromarray(np.asarray(cv2.divide(grey, paper_of(grey), scale=255), dtype=np.uint8))


def is_uneven(image: Image.Image) -> bool:
    """Whether some of the paper is much darker than other parts: text there may be passed over without any doubt being told."""
    small = image.convert("L")
    small.thumbnail((WORKING_SIZE, WORKING_SIZE), Image.Resampling.BOX)
    dark, bright = np.percentile(paper_of(np.asarray(small)), (5, 95))
    return bool(dark < UNEVEN * bright)


def paper_of(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The brightness of the paper under each point: the brightest around it."""
    size = max(15, (min(grey.shape) // PAPER_SCALE) | 1)
    brightest = cv2.dilate(grey, np.ones((size, size), np.uint8))
    return np.asarray(cv2.medianBlur(brightest, min(size, 255) | 1), dtype=np.uint8)
