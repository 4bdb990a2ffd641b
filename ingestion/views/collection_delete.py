"""Deleting a collection."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from access.access import access_collection
from access.models import Role
from access.requests import Request
from ingestion import intake
from ingestion.forms import TypedNameForm
from ingestion.models import Document


@require_http_methods(["GET", "POST"])
def collection_delete(request: Request, collection_id: UUID) -> HttpResponse:
    """Owners: asks for the collection's name to be typed, then deletes it with all its documents."""
    collection = access_collection(request.user, collection_id, Role.OWNER)
    form = TypedNameForm(request.POST or None, name=collection.name)
    if not form.is_valid():
        context = {"form": form, "collection": collection, "documents": Document.with_trash.filter(collection=collection).count()}
        return render(request, "ingestion/collection_delete.html", context, status=422 if form.is_bound else 200)
    intake.remove_collection(collection)
    messages.success(request, f"“{collection.name}” was deleted.")
    return redirect("access:collections")
