"""Erasing a document everywhere: what lies where is shown first."""

from dataclasses import asdict
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from access.requests import Request
from forgetting import holders
from forgetting.errors import NotYet
from ingestion.erasing.asking import access_erasable, ask, check, subject_of
from ingestion.errors import IntakeError
from ingestion.forms import EraseForm
from ingestion.models import Document
from ingestion.sources.models import Item


@require_http_methods(["GET", "POST"])
def erase(request: Request, document_id: UUID) -> HttpResponse:
    """Owners: shows all places where the document lies, asks for its name and a reason, then erases it everywhere."""
    found = access_erasable(request.user, document_id)
    form = EraseForm(request.POST or None, name=found.name)
    if not form.is_valid():
        return _preview(request, found, form)
    try:
        erasure = ask(found, by=request.user, reason=form.cleaned_data["reason"])
    except IntakeError as error:
        form.add_error(None, str(error))
        return _preview(request, found, form)
    return redirect("forgetting:erasure", erasure.pk)


def _preview(request: Request, found: Document, form: EraseForm) -> HttpResponse:
    context = {"document": found, "collection": found.collection, "form": form, "why_not": _why_not(found)}
    context |= {"sources": Item.objects.filter(document=found).exists()}
    try:
        places = list(holders.count(holders.widened(subject_of(found), [])))
    except NotYet as error:
        places, context["why_not"] = [], str(error)
    context["places"] = [asdict(place) for place in places if place.count or place.kept]
    context["empty"] = [place.what for place in places if not (place.count or place.kept)]
    return render(request, "ingestion/erase.html", context, status=422 if form.is_bound else 200)


def _why_not(found: Document) -> str:
    try:
        check(found)
    except IntakeError as error:
        return str(error)
    return ""
