"""What counts for one document, and which documents somebody should look at."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.access import access_collection
from access.models import Role
from access.requests import Request
from ingestion import keeping, life
from ingestion.access import access_document
from ingestion.forms import LifeForm
from ingestion.models import Document
from retrieval.models import IndexedDocument

ROWS = 50
SOON = timedelta(days=30)


@require_http_methods(["GET", "POST"])
def own(request: Request, document_id: UUID) -> HttpResponse:
    """Editors: owner, data class, review date, expiry and weight of one document."""
    document = access_document(request.user, document_id, Role.EDITOR)
    form = LifeForm(request.POST or None, instance=document)
    if request.method == "GET" or not form.is_valid():
        context = {"document": document, "form": form}
        return render(request, "ingestion/life.html", context, status=422 if form.is_bound else 200)
    keeping.give(form.save(commit=False))
    messages.success(request, "Saved.")
    return redirect("ingestion:document", document.pk)


@require_POST
def reviewed(request: Request, document_id: UUID) -> HttpResponse:
    """Editors: say that a document still holds."""
    document = access_document(request.user, document_id, Role.EDITOR)
    keeping.reviewed(document)
    messages.success(request, f"“{document.name}” is reviewed.")
    return redirect("ingestion:review" if "list" in request.POST else "ingestion:document", _back(request, document))


@require_GET
def review(request: Request, collection_id: UUID) -> HttpResponse:
    """Editors: what is past its review date or will be within a month, the most urgent first."""
    collection = access_collection(request.user, collection_id, Role.EDITOR)
    soon = timezone.localdate() + SOON
    due = IndexedDocument.objects.filter(collection_id=collection.pk, review_on__lte=soon).order_by("review_on", "name")
    sheet = Paginator(due.values_list("document_id", flat=True), ROWS).get_page(request.GET.get("page"))
    known = Document.objects.select_related("owner").in_bulk(list(sheet.object_list))
    documents = [known[each] for each in sheet.object_list if each in known]
    lives = life.lives(documents)
    context = {"collection": collection, "page": sheet, "documents": [(each, lives[each.pk]) for each in documents]}
    return render(request, "ingestion/review.html", context)


def _back(request: Request, document: Document) -> UUID:
    return document.collection_id if "list" in request.POST else document.pk
