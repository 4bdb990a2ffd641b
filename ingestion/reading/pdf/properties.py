"""What a PDF says of itself."""

import re
from datetime import date

from pypdfium2 import PdfDocument

from ingestion.reading.source import Properties

DATE = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?")


def properties(document: PdfDocument) -> Properties:
    """Title, author and date; the date of the last change before that of creation."""
    said = document.get_metadata_dict(skip_empty=True)
    dated = pdf_date(said.get("ModDate", "")) or pdf_date(said.get("CreationDate", ""))
    return Properties(title=said.get("Title", ""), author=said.get("Author", ""), dated=dated)


def pdf_date(text: str) -> date | None:
    """A date as PDF writes it (D:YYYYMMDD…), if it is one."""
    match = DATE.match(text)
    if not match:
        return None
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
