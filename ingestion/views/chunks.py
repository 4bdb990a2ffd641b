"""A page of a document beside the chunks that it is found by, each of which its editors can keep out of search."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from access.models import Role
from access.requests import Request
from ingestion import changes
from ingestion.access import access_document
from ingestion.forms import ExclusionForm
from ingestion.models import Document, Page, Version
from ingestion.views.chunk_marks import areas, parts
from ingestion.views.chunk_places import Outline, Place, shown
from ingestion.views.pictures import has_picture
from ingestion.views.rows import rows
from ingestion.views.typesetting import blocks
from retrieval import chunks as index
from retrieval import excluding

GONE = "That chunk is no longer there: the document has been read again since. These are its chunks as they are now."


@require_safe
def chunks(request: Request, document_id: UUID) -> HttpResponse:
    """Editors: one page of the version that search knows, its chunks beside it, one of them opened if the address names it."""
    document = access_document(request.user, document_id, Role.EDITOR)
    context: dict[str, object] = {"document": document, "row": next(iter(rows([document])), None)}
    if document.current:
        context |= _shown(document, document.current, index.outline(document.current.pk), Place.read(request.GET))
    return render(request, "ingestion/chunks.html", context)


@require_POST
def exclude(request: Request, document_id: UUID, chunk_id: UUID) -> HttpResponse:
    """Editors: no search finds this chunk any more."""
    document = access_document(request.user, document_id, Role.EDITOR)
    form = ExclusionForm(request.POST)
    if not _number(document, chunk_id):
        messages.error(request, GONE)
    elif not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["reason"])))
    else:
        excluding.exclude(chunk_id, reason=form.cleaned_data["reason"], by=request.user)
        changes.announce(document)
        messages.success(request, "Excluded: from now on no search finds this chunk.")
    return _back(request, document, chunk_id)


@require_POST
def include(request: Request, document_id: UUID, chunk_id: UUID) -> HttpResponse:
    """Editors: searches find this chunk again."""
    document = access_document(request.user, document_id, Role.EDITOR)
    if _number(document, chunk_id):
        excluding.take_back(chunk_id)
        changes.announce(document)
        messages.success(request, "Searches find this chunk again.")
    else:
        messages.error(request, GONE)
    return _back(request, document, chunk_id)


def _shown(document: Document, version: Version, outline: Outline, place: Place) -> dict[str, object]:
    page = _page(version, place.page_in(outline))
    opened = place.chunk_in(outline)
    some = shown(outline, page.number, opened)
    found = index.written(document.pk, some.ids)
    marked = parts(page, found)
    return {
        "version": version,
        "page": page,
        "title": version.title or document.name.rpartition("/")[2],
        "chunks": found,
        "some": some,
        "total": len(outline),
        "excluded": index.excluded_in(version.pk),
        "opened": next((each.number for each in found if each.chunk_id == opened), 0),
        "gone": GONE if place.chunk and not opened else "",
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


def _number(document: Document, chunk_id: UUID) -> int | None:
    """The chunk's place in the version that search knows; None if it is not there."""
    return index.number_of(document.current_id, chunk_id) if document.current_id else None


def _back(request: Request, document: Document, chunk_id: UUID) -> HttpResponse:
    """To the chunk on the page on which it was looked at, if it is still there."""
    address = reverse("ingestion:chunks", args=[document.pk])
    number, page = _number(document, chunk_id), Place.read(request.GET).page
    here = f"&page={page}" if page else ""
    return redirect(f"{address}?chunk={chunk_id}{here}#chunk-{number}" if number else address)
