"""Finds the sheet or whiteboard on a photograph and makes a flat page of it, as if it had been seen from straight above."""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

WORKING_SIZE = 800
LEAST_SHARE, MOST_SHARE = 0.25, 0.97
ROUNDED = (0.02, 0.03, 0.05)
"""How far the found outline may stray from four straight edges, as shares of its length."""
DARKER = 0.85
RIM = 0.04

Corners = NDArray[np.float32]


def flattened(image: Image.Image) -> Image.Image | None:
    """The sheet alone and straight; None where the picture shows no sheet on a darker ground."""
    small = image.convert("L")
    small.thumbnail((WORKING_SIZE, WORKING_SIZE), Image.Resampling.BOX)
    corners = sheet(np.asarray(small))
    return None if corners is None else straight(image, corners * np.float32(image.width / small.width))


def sheet(grey: NDArray[np.uint8]) -> Corners | None:
    """The corners of the largest bright four-sided thing with something darker around it, from the upper left clockwise."""
    soft = cv2.GaussianBlur(grey, (0, 0), 2)
    size = max(9, (min(grey.shape) // 30) | 1)
    paper = np.asarray(cv2.morphologyEx(soft, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8)), dtype=np.uint8)
    _, bright = cv2.threshold(paper, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    outlines, _ = cv2.findContours(np.asarray(bright), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in sorted(outlines, key=cv2.contourArea, reverse=True)[:2]:
        corners = four_corners(np.asarray(cv2.convexHull(outline)))
        if corners is not None and stands_out(paper, corners):
            return corners
    return None


def four_corners(outline: NDArray[np.int32]) -> Corners | None:
    """The corners of an outline that has four."""
    length = cv2.arcLength(outline, closed=True)
    for strays in ROUNDED:
        found = np.asarray(cv2.approxPolyDP(outline, strays * length, closed=True), dtype=np.float32).reshape(-1, 2)
        if len(found) == 4:
            return in_order(found)
    return None


def in_order(corners: Corners) -> Corners:
    """From the upper left clockwise."""
    sums, differences = corners.sum(axis=1), corners[:, 0] - corners[:, 1]
    places = [sums.argmin(), differences.argmax(), sums.argmax(), differences.argmin()]
    return np.asarray(corners[places], dtype=np.float32)


def stands_out(paper: NDArray[np.uint8], corners: Corners) -> bool:
    """Whether it is a good part of the picture, but not all of it, and the ground around it is darker."""
    inside = np.zeros(paper.shape, np.uint8)
    cv2.fillConvexPoly(inside, corners.astype(np.int32), 255)
    if not LEAST_SHARE < inside.mean() / 255 < MOST_SHARE:
        return False
    rim = np.ones((2 * round(RIM * min(paper.shape)) + 1,) * 2, np.uint8)
    around, within = (cv2.dilate(inside, rim) > 0) & (inside == 0), cv2.erode(inside, rim) > 0
    return bool(around.any() and within.any() and np.median(paper[around]) < DARKER * np.median(paper[within]))


def straight(image: Image.Image, corners: Corners) -> Image.Image:
    """What lies between the corners, as a rectangle with the lengths of its longer sides."""
    upper, right, lower, left = (float(np.linalg.norm(corners[at] - corners[at - 1])) for at in (1, 2, 3, 0))
    width, height = max(1, round(max(upper, lower))), max(1, round(max(left, right)))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    view = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    return Image.fromarray(np.asarray(cv2.warpPerspective(np.asarray(image), view, (width, height), flags=cv2.INTER_CUBIC)))
