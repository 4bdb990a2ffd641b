"""By what a picture is known again, so that nobody recognises it twice."""

from hashlib import sha256

from PIL import Image

from ingestion.reading.ocr import tesseract

RECIPE = 1
"""To be raised whenever recognition would read some picture in another way than before."""


def key_of(image: Image.Image, languages: str, beside: str = "") -> str:
    """The same for the same picture, read in the same way; `beside` is what else decides over its reading.

    In hexadecimal, so that it says nothing of what is on the picture.
    """
    there = "+".join(sorted(tesseract.installed()))
    way = f"{RECIPE} {tesseract.version()} {tesseract.usable(languages)} {there} {image.mode} {image.size} {beside}"
    return sha256(sha256(way.encode()).digest() + image.tobytes()).hexdigest()
