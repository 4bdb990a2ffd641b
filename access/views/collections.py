"""Collections: the list, a new one, its name."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from access.access import access_collection
from access.forms import CollectionForm
from access.founding import check_may_add, found, may_add
from access.listing import listed
from access.models import Role
from access.requests import Request


@require_GET
def collections(request: Request) -> HttpResponse:
    """Everybody signed in: the collections one may read."""
    context = {"collections": listed(request.user), "may_add": may_add(request.user)}
    return render(request, "access/collections.html", context)


@require_http_methods(["GET", "POST"])
def collection_new(request: Request) -> HttpResponse:
    """Administrators, and people with the permission access.add_collection: a new collection, of which they are the owner."""
    check_may_add(request.user)
    form = CollectionForm(request.POST or None)
    if not form.is_valid():
        return render(request, "access/collection_form.html", {"form": form}, status=422 if form.is_bound else 200)
    collection = found(form.save(commit=False), by=request.user)
    return redirect("ingestion:collection", collection.pk)


@require_http_methods(["GET", "POST"])
def collection_settings(request: Request, collection_id: UUID) -> HttpResponse:
    """Owners: name and description."""
    collection = access_collection(request.user, collection_id, Role.OWNER)
    form = CollectionForm(request.POST or None, instance=collection)
    if not form.is_valid():
        context = {"form": form, "collection": access_collection(request.user, collection_id, Role.OWNER)}
        return render(request, "access/collection_form.html", context, status=422 if form.is_bound else 200)
    form.save()
    messages.success(request, "Saved.")
    return redirect("access:collection-settings", collection.pk)
