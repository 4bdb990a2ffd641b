"""A page of a document beside the chunks that it is found by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.models import Role
from access.requests import Request
from ingestion.access import access_document
from ingestion.models import Document, Page, Version
from ingestion.views.chunk_marks import areas, parts
from ingestion.views.pictures import has_picture
from ingestion.views.rows import rows
from ingestion.views.typesetting import blocks
from retrieval import chunks as index
from retrieval.messages import WrittenChunk

Outline = Mapping[UUID, tuple[int, ...]]


@dataclass(frozen=True)
class Place:
    """Where a link points: a page, and there a chunk by its id or by a character (`at`) of the page's text that it holds."""

    page: int | None = None
    chunk: UUID | None = None
    at: int | None = None

    @classmethod
    def read(cls, query: QueryDict) -> "Place":
        """From an address' query; what makes no sense in it is left out."""
        return cls(_number(query.get("page", "")), _uuid(query.get("chunk", "")), _number(query.get("at", "")))


@require_safe
def chunks(request: Request, document_id: UUID) -> HttpResponse:
    """Editors: one page of the version that search knows, its chunks beside it, one of them opened if the address names it."""
    document = access_document(request.user, document_id, Role.EDITOR)
    place = Place.read(request.GET)
    context: dict[str, object] = {"document": document, "row": next(iter(rows([document])), None)}
    if document.current:
        context |= _shown(document, document.current, index.outline(document.current.pk), place)
    return render(request, "ingestion/chunks.html", context)


def _shown(document: Document, version: Version, outline: Outline, place: Place) -> dict[str, object]:
    page = _page(version, place.page or _first_page(outline, place.chunk))
    found = index.written(chunk_id for chunk_id, pages in outline.items() if page.number in pages)
    marked = parts(page, found)
    return {
        "version": version,
        "page": page,
        "title": version.title or document.name.rpartition("/")[2],
        "chunks": found,
        "total": len(outline),
        "opened": _opened(page, found, place),
        "gone": place.chunk is not None and place.chunk not in outline,
        "picture": has_picture(version, page),
        "areas": areas(page, marked),
        "blocks": blocks(page, marked, top=3),
        "previous": page.number - 1,
        "next": page.number + 1 if page.number < version.page_count else 0,
    }


def _page(version: Version, number: int) -> Page:
    page = version.pages.filter(number=number).first()
    if page is None:
        raise Http404("This document has no such page.")
    return page


def _first_page(outline: Outline, chunk_id: UUID | None) -> int:
    pages = outline.get(chunk_id, ()) if chunk_id else ()
    return pages[0] if pages else 1


def _opened(page: Page, found: Sequence[WrittenChunk], place: Place) -> int:
    """The number of the chunk that the link points to; 0 if it points to none of this page."""
    named = (each.number for each in found if each.chunk_id == place.chunk or _holds(each, page, place.at))
    return next(named, 0)


def _holds(chunk: WrittenChunk, page: Page, at: int | None) -> bool:
    return at is not None and any(span.page == page.number and span.start <= at < span.end for span in chunk.spans)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
