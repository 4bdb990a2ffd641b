"""What a document may be filtered by, from what reading found out about the version in use."""

from datetime import date

from django.utils import timezone

from ingestion.models import Document
from retrieval.filters import Kind

OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    "application/pdf": Kind.PDF,
    OFFICE + "wordprocessingml.document": Kind.WORD,
    "application/vnd.oasis.opendocument.text": Kind.WORD,
    "application/rtf": Kind.WORD,
    OFFICE + "presentationml.presentation": Kind.SLIDES,
    OFFICE + "spreadsheetml.sheet": Kind.SPREADSHEET,
    "text/csv": Kind.SPREADSHEET,
    "text/tab-separated-values": Kind.SPREADSHEET,
    "message/rfc822": Kind.EMAIL,
    "application/vnd.ms-outlook": Kind.EMAIL,
    "text/html": Kind.WEB,
    "application/epub+zip": Kind.BOOK,
    "text/plain": Kind.TEXT,
    "text/markdown": Kind.TEXT,
    "text/xml": Kind.DATA,
    "application/json": Kind.DATA,
    "application/sql": Kind.DATA,
}
EARLIEST = date(1900, 1, 1)


def kind(media_type: str) -> Kind:
    """What people call a file of this media type."""
    return Kind.IMAGE if media_type.startswith("image/") else KINDS.get(media_type, Kind.OTHER)


def author(document: Document) -> str:
    """Who wrote it, by its own word, on one line and without what doesn't print."""
    said = document.current.author if document.current else ""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in said).split())


def dated(document: Document) -> date:
    """The day of the document by its own word, where that can be true; else the day on which it was added."""
    said = document.current.dated if document.current else None
    plausible = said is not None and EARLIEST <= said <= timezone.localdate()
    return said if said and plausible else timezone.localdate(document.created_at)


def language(document: Document) -> str:
    """ISO 639-1 code of the language it is written in; empty where nobody could tell."""
    said = document.current.language if document.current else ""
    return said.lower() if said.isascii() and said.isalpha() and len(said) == 2 else ""
