"""An independent look at a page: where Tesseract sees a word on the PDF itself, to hold the marks on the screen against."""

from pathlib import Path

import pypdfium2
import pytesseract
from playwright.sync_api import Locator

Point = tuple[float, float]


def place_of(word: str, path: Path, page: int) -> Point:
    """The middle of a word on a page (1 is the first), in fractions of its width and height."""
    document = pypdfium2.PdfDocument(path)
    try:
        image = document[page - 1].render(scale=2).to_pil()
    finally:
        document.close()
    seen = pytesseract.image_to_data(image, output_type=pytesseract.Output.DICT)
    at = next(index for index, text in enumerate(seen["text"]) if word in text)
    left, top, width, height = (seen[name][at] for name in ("left", "top", "width", "height"))
    return (left + width / 2) / image.width, (top + height / 2) / image.height


def marks(picture: Locator) -> list[tuple[float, float, float, float]]:
    """What is marked on a page image as it is on the screen: left, top, right, bottom in fractions of the image."""
    image = picture.locator("img").bounding_box()
    assert image
    boxes = [rect.bounding_box() for rect in picture.locator("svg rect").all()]
    return [
        (
            (box["x"] - image["x"]) / image["width"],
            (box["y"] - image["y"]) / image["height"],
            (box["x"] + box["width"] - image["x"]) / image["width"],
            (box["y"] + box["height"] - image["y"]) / image["height"],
        )
        for box in boxes
        if box
    ]


def is_within(point: Point, box: tuple[float, float, float, float]) -> bool:
    """Whether a point lies in a box."""
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]
