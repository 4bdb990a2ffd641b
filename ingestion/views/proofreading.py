"""Checking recognised pages: which ones are doubtful, and one of them with its picture beside its text, to be corrected."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from access.access import access_collection
from access.models import Collection, Role
from access.requests import Request
from ingestion import correcting
from ingestion.access import access_document
from ingestion.doubtful import doubtful
from ingestion.errors import IntakeError
from ingestion.forms import ProofForm
from ingestion.models import Document, Page
from ingestion.rules import rules_of
from ingestion.views.proof_lines import proof_lines, seen

PAGES = 25


@require_safe
def proofread(request: Request, collection_id: UUID) -> HttpResponse:
    """Editors: the recognised pages of a collection that are below its threshold, the worst first."""
    collection = access_collection(request.user, collection_id, Role.EDITOR)
    pages = doubtful(collection).select_related("version__document").defer("text", "lines", "blocks", "words")
    sheet = Paginator(pages, PAGES).get_page(request.GET.get("page", "1"))
    context = {"collection": collection, "sheet": sheet, "below": rules_of(collection).review_below}
    return render(request, "ingestion/proofread.html", context)


@require_http_methods(["GET", "POST"])
def proofread_page(request: Request, document_id: UUID, number: int) -> HttpResponse:
    """Editors: one recognised page with its lines to correct; saving marks it as checked and goes on to the next."""
    document = access_document(request.user, document_id, Role.EDITOR)
    page = _page(document, number)
    if request.method == "GET":
        return _shown(request, document, page)
    form = ProofForm(request.POST, seen=seen(correcting.latest(page)))
    if not form.is_valid():
        return _shown(request, document, page, error=" ".join(map(str, form.errors["seen"])), status=422)
    try:
        changed = correcting.correct(document, page, form.texts, by=request.user)
    except IntakeError as error:
        return _shown(request, document, page, error=str(error), status=422)
    messages.success(request, "Saved. Questions find the corrected page in a moment." if changed else "Marked as checked.")
    return _next(document.collection)


def _page(document: Document, number: int) -> Page:
    found = Page.objects.select_related("version").filter(version=document.current_id, number=number, recognised=True).first()
    if found is None:
        raise Http404("This page was not recognised from a picture, or it is not there.")
    return found


def _next(collection: Collection) -> HttpResponse:
    page = doubtful(collection).select_related("version").first()
    if page is None:
        return redirect("ingestion:proofread", collection.pk)
    return redirect("ingestion:proofread-page", page.version.document_id, page.number)


def _shown(request: Request, document: Document, page: Page, *, error: str = "", status: int = 200) -> HttpResponse:
    told = correcting.latest(page)
    context = {
        "document": document,
        "page": page,
        "title": page.version.title or document.name.rpartition("/")[2],
        "lines": proof_lines(told),
        "seen": seen(told),
        "sure": None if told.confidence is None else round(told.confidence * 100),
        "error": error,
    }
    return render(request, "ingestion/proofread_page.html", context, status=status)
