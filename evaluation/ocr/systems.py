"""The two that read the same picture: Tesseract as it is called by default, and Footnote as its worker calls it."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytesseract
from django.conf import settings
from PIL import Image

from ingestion.reading import Limits, PageRead, ReadingError, read

System = Callable[[Path], str]


def bare(path: Path) -> str:
    """Tesseract's own text of the picture, in the languages of the house."""
    with Image.open(path) as image:
        return str(pytesseract.image_to_string(image, lang=settings.INGESTION.ocr_languages))


def ours(path: Path) -> str:
    """The text that Footnote reads in its confined process. A file that can't be read has none."""
    with tempfile.TemporaryDirectory() as out:
        try:
            events = list(read(path, name=path.name, out=Path(out), limits=Limits.of(settings.INGESTION)))
        except ReadingError:
            return ""
    return "\n".join(event.text for event in events if isinstance(event, PageRead))


SYSTEMS: dict[str, System] = {"bare tesseract": bare, "footnote": ours}
