"""What can be done with many documents at once."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from access.access import access_collection
from access.models import Role
from access.requests import Request
from ingestion import intake
from ingestion.flow import cancelling
from ingestion.models import UNFINISHED, State
from ingestion.views.choosing import MOST_NAMED, Chosen
from ingestion.views.collections import back_to_list, retried

NOTHING = "Nothing was chosen. Tick the documents first."
MOST_RETRIED = 1000


@require_POST
def delete(request: Request, collection_id: UUID) -> HttpResponse:
    """Editors: asks first, then puts the chosen documents into the trash."""
    collection = access_collection(request.user, collection_id, Role.EDITOR)
    chosen = Chosen.read(collection, request.POST)
    number = chosen.documents.count()
    if number and "confirmed" not in request.POST:
        return _ask(request, "bulk_delete.html", chosen, number, days=settings.INGESTION.trash_days)
    intake.remove_all(collection, chosen.documents.values_list("pk", flat=True), by=request.user)
    _tell(request, number, f"{_many(number)} {'is' if number == 1 else 'are'} in the trash.")
    return back_to_list(request, collection, chosen.query)


@require_POST
def retry(request: Request, collection_id: UUID) -> HttpResponse:
    """Editors: work once more on the chosen documents."""
    collection = access_collection(request.user, collection_id, Role.EDITOR)
    chosen = Chosen.read(collection, request.POST)
    wanted = list(chosen.documents.select_related("collection")[:MOST_RETRIED])
    again = sum(retried(document, by=request.user) for document in wanted)
    _tell(request, len(wanted), f"{_many(again)} in line again.")
    return back_to_list(request, collection, chosen.query)


@require_POST
def cancel(request: Request, collection_id: UUID) -> HttpResponse:
    """Editors: asks first, then cancels the work on the chosen documents, or with `waiting` on all that wait in line."""
    collection = access_collection(request.user, collection_id, Role.EDITOR)
    chosen = Chosen.read(collection, request.POST)
    waiting = "waiting" in request.POST
    documents = collection.documents.filter(latest__state=State.RECEIVED) if waiting else chosen.documents
    worked_on = documents.filter(latest__state__in=UNFINISHED)
    number = worked_on.count()
    if number and "confirmed" not in request.POST:
        return _ask(request, "bulk_cancel.html", chosen, number, waiting=waiting, examples=worked_on[:MOST_NAMED])
    wanted = list(worked_on.values_list("pk", flat=True))
    number = cancelling.cancel(collection, wanted, by=request.user)
    if wanted or waiting:
        messages.success(request, f"The work on {_many(number)} was cancelled.")
    else:
        messages.error(request, "Nothing of this is being worked on. Tick documents that wait or are in progress.")
    return back_to_list(request, collection, chosen.query)


def _ask(request: Request, template: str, chosen: Chosen, number: int, **more: object) -> HttpResponse:
    context = {"chosen": chosen, "number": number, "more": max(0, number - MOST_NAMED), **more}
    return render(request, f"ingestion/{'_' if request.htmx else ''}{template}", context)


def _tell(request: Request, number: int, said: str) -> None:
    messages.success(request, said) if number else messages.error(request, NOTHING)


def _many(number: int) -> str:
    return f"{number:,} document{'s' * (number != 1)}"
