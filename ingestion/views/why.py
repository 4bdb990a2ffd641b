"""Why a document is found for a question, or isn't: the search that everybody's questions go through, told step by step."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.access import scope_for
from access.models import Role
from access.requests import Request
from ingestion.access import access_document
from ingestion.forms import WhyForm
from ingestion.models import Document
from ingestion.views.rows import rows
from ingestion.views.why_words import on_the_whole, reason
from retrieval import chunks as index
from retrieval import remote
from retrieval.errors import RetrievalError
from retrieval.messages import Explained, Judged, WrittenChunk


@dataclass(frozen=True)
class Row:
    """One chunk, what the search made of it, and that in words."""

    chunk: WrittenChunk
    judged: Judged
    reason: str


@require_safe
def why(request: Request, document_id: UUID) -> HttpResponse:
    """Editors: what a search among all that they may read makes of one document. It runs in the answer worker."""
    document = access_document(request.user, document_id, Role.EDITOR)
    form = WhyForm(request.GET if "q" in request.GET else None)
    context: dict[str, object] = {"document": document, "form": form}
    if not form.is_bound:
        return render(request, "ingestion/why.html", context)
    if not form.is_valid():
        return render(request, "ingestion/why.html", context, status=422)
    try:
        explained = remote.explain(form.cleaned_data["q"], scope_for(request.user), document.pk)
    except RetrievalError as error:
        return render(request, "ingestion/why.html", context | {"error": error}, status=503)
    return render(request, "ingestion/why.html", context | _told(document, explained))


def _told(document: Document, explained: Explained) -> dict[str, object]:
    chunks = {each.chunk_id: each for each in index.written(document.pk, [each.chunk_id for each in explained.judged])}
    known = [(chunks[each.chunk_id], each) for each in explained.judged if each.chunk_id in chunks]
    return {
        "told": on_the_whole(next(iter(rows([document])), None), known, explained),
        "rows": [Row(chunk, judged, reason(chunk, judged, explained)) for chunk, judged in known],
        "found": explained.found,
        "sure": round(100 * explained.found.confidence),
        "read": settings.ASSISTANT.passages,
    }
