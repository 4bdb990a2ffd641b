"""The trash of a collection: what was deleted there, and the ways back and out."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.access import access_collection
from access.listing import roles_of
from access.models import Role
from access.requests import Request
from ingestion import intake, queue, trash
from ingestion.access import access_trashed
from ingestion.errors import IntakeError
from ingestion.models import Document
from ingestion.views.choosing import Chosen

ROWS = 50


@require_GET
def lying(request: Request, collection_id: UUID) -> HttpResponse:
    """Editors: what was deleted, by whom and when, and until when it can be restored."""
    collection = access_collection(request.user, collection_id, Role.EDITOR)
    documents = trash.of(collection).select_related("latest", "deleted_by", "parent").annotate(insides=Count("gone_with_it"))
    sheet = Paginator(documents, ROWS).get_page(request.GET.get("page"))
    owns = roles_of(request.user, [collection.pk])[collection.pk] == Role.OWNER
    return render(request, "ingestion/trash.html", {"collection": collection, "sheet": sheet, "owns": owns})


@require_POST
def restore(request: Request, trashed_id: UUID) -> HttpResponse:
    """Editors: bring a document back with what came inside it."""
    gone = access_trashed(request.user, trashed_id)
    try:
        back = intake.restore(gone)
    except IntakeError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _said(gone, back))
    return redirect("ingestion:trash", gone.collection_id)


@require_POST
def restore_chosen(request: Request, collection_id: UUID) -> HttpResponse:
    """Editors: bring the chosen documents back, or all of them."""
    collection = access_collection(request.user, collection_id, Role.EDITOR)
    chosen = Chosen.read(collection, request.POST)
    lying_there = trash.of(collection)
    back = intake.restore_all(collection, lying_there if chosen.everything else lying_there.filter(pk__in=chosen.ids[:1000]))
    if back:
        messages.success(request, f"{back:,} document{'s are' if back > 1 else ' is'} back.")
    else:
        messages.error(request, "Nothing came back. Tick documents first; what came inside a deleted one returns with that one.")
    return redirect("ingestion:trash", collection.pk)


@require_http_methods(["GET", "POST"])
def delete_for_good(request: Request, trashed_id: UUID) -> HttpResponse:
    """Editors: asks first, then deletes a document of the trash for good."""
    gone = access_trashed(request.user, trashed_id)
    if request.method == "GET":
        return render(request, "ingestion/trash_delete.html", {"collection": gone.collection, "document": gone})
    trash.give_up(trash.of(gone.collection).filter(pk=gone.pk))
    return _emptied(request, gone.collection_id, f"“{gone.name}” is deleted for good.")


@require_http_methods(["GET", "POST"])
def empty(request: Request, collection_id: UUID) -> HttpResponse:
    """Editors: asks first, then deletes all of the trash for good."""
    collection = access_collection(request.user, collection_id, Role.EDITOR)
    if request.method == "GET":
        context = {"collection": collection, "documents": trash.of(collection).count()}
        return render(request, "ingestion/trash_delete.html", context)
    trash.give_up(trash.of(collection))
    return _emptied(request, collection.pk, "The trash is empty.")


def _emptied(request: Request, collection_id: UUID, said: str) -> HttpResponse:
    queue.ring(queue.SWEEP)
    messages.success(request, said)
    return redirect("ingestion:trash", collection_id)


def _said(gone: Document, back: Document) -> str:
    if back.name == gone.name:
        return f"“{back.name}” is back."
    return f"“{gone.name}” is back as “{back.name}”: another document has its old name now."
