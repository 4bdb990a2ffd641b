"""Filters in the words that people have for them."""

from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language_info

from retrieval.filters import DataClass, Filters, Kind

KINDS = {
    Kind.PDF: "PDF",
    Kind.WORD: "Word document",
    Kind.SLIDES: "Slides",
    Kind.SPREADSHEET: "Spreadsheet",
    Kind.EMAIL: "E-mail",
    Kind.WEB: "Web page",
    Kind.BOOK: "Book",
    Kind.IMAGE: "Image",
    Kind.TEXT: "Text",
    Kind.DATA: "Data",
    Kind.OTHER: "Other",
}
DATA_CLASSES = {each: each.value.capitalize() for each in DataClass}


def told(filters: Filters) -> list[str]:
    """Each thing that is asked for, but for collections, which are told by their names elsewhere."""
    return list(_told(filters))


def language_name(code: str) -> str:
    """The language's English name, or its code where it has none here."""
    try:
        return str(get_language_info(code)["name"]) if code else ""
    except KeyError:
        return code


def _told(filters: Filters) -> Iterator[str]:
    if filters.documents:
        yield f"{len(filters.documents)} document{'' if len(filters.documents) == 1 else 's'}"
    yield from (words for kind, words in KINDS.items() if kind in filters.kinds)
    yield from (f"by {author}" for author in sorted(filters.authors))
    if filters.since:
        yield f"since {_day(filters.since)}"
    if filters.until:
        yield f"until {_day(filters.until)}"
    yield from (f"in {language_name(code)}" for code in sorted(filters.languages))
    yield from (words for data_class, words in DATA_CLASSES.items() if data_class in filters.data_classes)


def _day(day: date) -> str:
    return date_format(day, "j F Y")
