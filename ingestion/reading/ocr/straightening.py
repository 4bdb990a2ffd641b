"""Turns an image upright: by quarters where the caller says so, by the skew of its lines of text otherwise."""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

STEEPEST = 15.0
COARSE, FINE = 1.0, 0.1
LEAST = 0.25
WORKING_SIZE = 800
CLOCKWISE = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


def turn(image: Image.Image, degrees: int) -> Image.Image:
    """Turn clockwise by 0, 90, 180 or 270 degrees, without loss."""
    return image.transpose(CLOCKWISE[degrees]) if degrees else image


def straighten(image: Image.Image) -> Image.Image:
    """Turn back a small skew; the corners are filled with white."""
    angle = skew(image)
    if abs(angle) < LEAST:
        return image
    return image.rotate(angle, resample=Image.Resampling.BICUBIC, expand=True, fillcolor="white")


def skew(image: Image.Image) -> float:
    """Degrees (counter-clockwise) by which turning the image makes its lines of text level.

    The angle under which the row sums of the ink differ most from row to row: level lines alternate sharply with the
    white between them (projection profile).
    """
    ink = ink_of(image)
    if not ink.any():
        return 0.0
    coarse = best_angle(ink, np.arange(-STEEPEST, STEEPEST + COARSE, COARSE))
    return best_angle(ink, np.arange(coarse - COARSE, coarse + COARSE + FINE, FINE))


def ink_of(image: Image.Image) -> NDArray[np.uint8]:
    """A small picture with ink as 255 and paper as 0, whatever the light."""
    small = image.convert("L")
    small.thumbnail((WORKING_SIZE, WORKING_SIZE), Image.Resampling.BOX)
    grey = np.asarray(small)
    block = max(15, (min(grey.shape) // 20) | 1)
    return np.asarray(
        cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 15), dtype=np.uint8
    )


def best_angle(ink: NDArray[np.uint8], angles: NDArray[np.float64]) -> float:
    """The angle with the sharpest rows; the smallest turn among equals."""
    scores = [(sharpness(ink, float(angle)), -abs(float(angle)), float(angle)) for angle in angles]
    return max(scores)[2]


def sharpness(ink: NDArray[np.uint8], angle: float) -> float:
    """How much the ink differs from row to row when turned by `angle` degrees."""
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_NEAREST)
    rows = turned.sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())
