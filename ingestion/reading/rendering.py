"""Draws one page of a PDF for the browser."""

from pathlib import Path

from ingestion.reading.errors import UploadAnotherFile
from ingestion.reading.formats.pdf import opened
from ingestion.reading.messages import Limits
from ingestion.reading.pictures import QUALITY, check_size


def draw(path: Path, *, page: int, width: int, out: Path, limits: Limits) -> None:
    """Write page `page` (from 1) to `out` as a JPEG of that width in pixels."""
    with opened(path) as document:
        if not 1 <= page <= len(document):
            raise UploadAnotherFile("The document has no such page.")
        sheet = document[page - 1]
        scale = (width - 0.01) / sheet.get_width()  # pdfium rounds up
        check_size(width, round(sheet.get_height() * scale), limits.max_pixels)
        sheet.render(scale=scale).to_pil().convert("RGB").save(out, "JPEG", quality=QUALITY)
