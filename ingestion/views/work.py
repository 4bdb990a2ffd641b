"""The work as such: pausing and resuming it, what was tried on a document, and the operator's view of it all."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from access.access import access_collection
from access.models import Role
from access.people import check_administrator
from access.requests import Request
from ingestion.access import access_document
from ingestion.flow import pausing
from ingestion.flow.overview import overview
from ingestion.views.collections import back_to_list

TRIES = 50


@require_POST
def pause(request: Request, collection_id: UUID) -> HttpResponse:
    """Editors: begin nothing new in this collection."""
    collection = access_collection(request.user, collection_id, Role.EDITOR)
    pausing.pause(collection, by=request.user)
    messages.success(request, "The work on this collection is paused.")
    return back_to_list(request, collection)


@require_POST
def resume(request: Request, collection_id: UUID) -> HttpResponse:
    """Editors: go on with this collection."""
    collection = access_collection(request.user, collection_id, Role.EDITOR)
    pausing.resume(collection)
    messages.success(request, "The work on this collection goes on.")
    return back_to_list(request, collection)


@require_GET
def tries(request: Request, document_id: UUID) -> HttpResponse:
    """Editors: what was tried on a document, the newest try first."""
    found = access_document(request.user, document_id, Role.EDITOR)
    log = found.tries.order_by("-began_at")[:TRIES]
    return render(request, "ingestion/tries.html", {"document": found, "tries": log})


@require_GET
def work(request: Request) -> HttpResponse:
    """Administrators: what waits, runs and has failed, and how fast it goes."""
    check_administrator(request.user)
    return render(request, "ingestion/work.html", {"work": overview()})


@require_POST
def pause_everything(request: Request) -> HttpResponse:
    """Administrators: begin nothing new anywhere."""
    check_administrator(request.user)
    pausing.pause(None, by=request.user)
    return redirect("ingestion:work")


@require_POST
def resume_everything(request: Request) -> HttpResponse:
    """Administrators: go on, but for collections that are paused by themselves."""
    check_administrator(request.user)
    pausing.resume(None)
    return redirect("ingestion:work")
