"""Takes uneven light and coloured paper out of a photographed page."""

import cv2
import numpy as np
from PIL import Image

PAPER_SCALE = 40


def even_light(image: Image.Image) -> Image.Image:
    """Divide by the paper's brightness, found as the brightest around each point, so that the paper becomes white.

    Ruins dark slides and reversed text: only ever one candidate among others.
    """
    grey = np.asarray(image.convert("L"))
    size = max(15, (min(grey.shape) // PAPER_SCALE) | 1)
    brightest = cv2.dilate(grey, np.ones((size, size), np.uint8))
    paper = cv2.medianBlur(brightest, min(size, 255) | 1)
    return Image.fromarray(np.asarray(cv2.divide(grey, paper, scale=255), dtype=np.uint8))
