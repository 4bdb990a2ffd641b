"""One page of a document, as its picture or as text, with a passage marked: where every footnote leads."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.requests import Request
from ingestion import marking
from ingestion.access import access_document
from ingestion.models import Document
from ingestion.views.opening import Asked, Opened, open_page
from ingestion.views.pictures import has_picture
from ingestion.views.typesetting import blocks
from ingestion.views.withheld import is_editor, is_withheld


@require_safe
def page(request: Request, document_id: UUID, number: int) -> HttpResponse:
    """Readers: the page that a link points to. For htmx only the page itself, to be put beside an answer."""
    document = access_document(request.user, document_id)
    opened = open_page(document, number, Asked.read(request.GET), by=request.user)
    alone = not request.htmx or request.htmx.history_restore_request
    return render(
        request, "ingestion/page.html" if alone else "ingestion/_page.html", _shown(request, document, opened, alone=alone)
    )


def _shown(request: Request, document: Document, opened: Opened, *, alone: bool) -> dict[str, object]:
    withheld = is_withheld(request, document, opened.version)
    current = opened.version.pk == document.current_id
    return {
        "document": document,
        "opened": opened,
        "page": opened.page,
        "version": opened.version,
        "title": opened.version.title or document.name.rpartition("/")[2],
        "query": "" if current else f"?version={opened.version.pk}",
        "picture": has_picture(opened.version, opened.page) and not withheld,
        "withheld": withheld,
        "boxes": marking.boxes(opened.page.text, opened.page.lines, opened.marked),
        "sure": round((opened.page.confidence or 0) * 100),
        "blocks": blocks(opened.page, opened.marked, top=2 if alone else 4),
        "chunks_query": _chunks_query(opened) if current and is_editor(request, document) else "",
        "previous": opened.page.number - 1,
        "next": opened.page.number + 1 if opened.version.pages.filter(number=opened.page.number + 1).exists() else 0,
        "alone": alone,
    }


def _chunks_query(opened: Opened) -> str:
    """Leads to the chunks of the page, and to the one in which the marked passage begins."""
    at = f"&at={opened.marked[0].start}" if opened.marked else ""
    return f"?page={opened.page.number}{at}"
