"""Pages without usable text: which ones they are, and their recognition.

What recognition needs is imported for the first such page: most files have none, and it takes longer than reading fifty pages.
"""

from typing import TYPE_CHECKING, cast

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from ingestion.reading.messages import Limits, PageRead, Recalled
from ingestion.reading.pdf.garbled import is_better, is_garbled
from ingestion.reading.pdf.pieces import Found, Piece
from ingestion.reading.source import Source

if TYPE_CHECKING:
    from PIL import Image

LITTLE_TEXT = 100
LARGE_IMAGE = 0.5
POINTS_PER_INCH = 72


def needs_recognition(page: PdfPage, found: Found) -> bool:
    """No text but something drawn; or text that is no language; or a few words over a picture that fills the page."""
    text = " ".join(piece.text for piece in found.pieces)
    if not text:
        return bool(pdfium.FPDFPage_CountObjects(page) > 0)
    if is_garbled(text):
        return True
    return len(text) < LITTLE_TEXT and found.picture > LARGE_IMAGE


def is_trusted(read: PageRead, found: list[Piece]) -> bool:
    """Whether what was recognised takes the place of the text that the page has; where there is hardly any, always.

    So does the word that its script can't be read here.
    """
    text = " ".join(piece.text for piece in found)
    return bool(read.remark) or not is_garbled(text) or is_better(read.text, text)


def drawn(page: PdfPage, limits: Limits) -> "Image.Image":
    """The page as a picture, at the resolution for recognition as far as it is of use and the limit on pixels allows."""
    from ingestion.reading.ocr.sizing import LARGE

    scale = limits.ocr_dpi / POINTS_PER_INCH
    width, height = max(1.0, page.get_width() * scale), max(1.0, page.get_height() * scale)
    scale *= min(1.0, LARGE / max(width, height), (limits.max_pixels / (width * height)) ** 0.5)
    return cast("Image.Image", page.render(scale=scale).to_pil()).convert("RGB")


def recognised(page: PdfPage, number: int, source: Source, beside: list[Piece]) -> PageRead | Recalled:
    """Draw the page and read it, if it isn't known; the picture that was read is kept, for the boxes hold on it.

    `beside` is the text that the page has, which may be preferred to what is recognised.
    """
    from ingestion.reading.ocr import as_page, key_of, recognise
    from ingestion.reading.pictures import keep

    picture = drawn(page, source.limits)
    key = key_of(picture, source.limits.ocr_languages, " ".join(piece.text for piece in beside))
    if (text := source.known(key)) is not None:
        return Recalled(number, key, text)
    found = recognise(picture, source.limits.ocr_languages)
    shown = keep(found.image, source.out / f"{number}.jpg")
    return as_page(found, number, shown, key)
