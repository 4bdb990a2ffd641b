"""Takes the grain of bad light and the specks of bad scanners out of a picture."""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

GRAINY = 8.0
SOFT = 1.0


def without_grain(image: Image.Image) -> Image.Image:
    """In grey: as it is where it is clean, smoothed where it is grainy (a median against specks, then a soft blur)."""
    grey = np.asarray(image.convert("L"))
    speckless = np.asarray(cv2.medianBlur(grey, 3), dtype=np.uint8)
    if not is_grainy(grey, speckless):
        return Image.fromarray(grey)
    return Image.fromarray(np.asarray(cv2.GaussianBlur(speckless, (0, 0), SOFT), dtype=np.uint8))


def is_grainy(grey: NDArray[np.uint8], speckless: NDArray[np.uint8]) -> bool:
    """Whether half of all points differ from their neighbours: on clean paper only the edges of letters do."""
    return float(np.median(cv2.absdiff(grey, speckless))) >= GRAINY
