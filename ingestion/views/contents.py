"""The pages of a document as a list to choose from: number, label, and how each begins."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page as Sheet
from django.core.paginator import Paginator
from django.db.models.functions import Left

from ingestion.models import UNFINISHED, Document, Page

PAGES = 50
READ_AHEAD = 600
BEGINNING = 160


@dataclass(frozen=True)
class Entry:
    """One page in the list. `label` is empty where it only repeats the number."""

    number: int
    label: str
    beginning: str


@dataclass(frozen=True)
class Contents:
    """Some of the pages, and where they are among all of them. `reading`: they are those of a version that is still being read."""

    entries: tuple[Entry, ...]
    sheet: "Sheet[Any]"
    reading: UUID | None = None


def contents(document: Document, wanted: str, *, for_editor: bool) -> Contents:
    """The pages of the version that readers see; `wanted` is the part of the list, from 1.

    Of a document that is read for the first time, editors see the pages as they come.
    """
    reading = document.latest if for_editor and document.current is None else None
    version = reading.pk if reading and reading.state in UNFINISHED else None
    pages = Page.objects.filter(version=version or document.current_id).order_by("number")
    sheet = Paginator(pages.values_list("number", "label", Left("text", READ_AHEAD)), PAGES).get_page(wanted)
    return Contents(tuple(_entries(list(sheet.object_list))), sheet, version)


def _entries(pages: Sequence[tuple[int, str, str]]) -> list[Entry]:
    seen = Counter(line for _, _, text in pages for line in set(text.splitlines()))
    repeated = {line for line, times in seen.items() if times > 1 and times > len(pages) / 2}
    return [Entry(number, label if label != str(number) else "", _beginning(text, repeated)) for number, label, text in pages]


def _beginning(text: str, repeated: set[str]) -> str:
    """How a page begins, without the header that stands on most of the pages."""
    return " ".join(" ".join(line for line in text.splitlines() if line not in repeated).split())[:BEGINNING]
