"""Who may read, change and share one collection."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from access import sharing as grants
from access.access import access_collection
from access.forms import GrantForm, RoleForm
from access.models import Collection, Role
from access.requests import Request
from access.sharing import SharingError


@require_http_methods(["GET", "POST"])
def sharing(request: Request, collection_id: UUID) -> HttpResponse:
    """Owners: see and give grants. `find` in the address searches people by name."""
    collection = access_collection(request.user, collection_id, Role.OWNER)
    if request.method == "GET":
        return _page(request, collection, GrantForm())
    form = GrantForm(request.POST)
    if not form.is_valid():
        return _page(request, collection, form, status=422)
    try:
        grants.share(collection, form.holder, form.cleaned_data["role"], by=request.user)
    except SharingError as error:
        form.add_error(None, str(error))
        return _page(request, collection, form, status=422)
    messages.success(request, f"Shared with {form.holder}.")
    return redirect("access:sharing", collection.pk)


@require_POST
def grant_change(request: Request, collection_id: UUID, grant_id: int) -> HttpResponse:
    """Owners: another role for somebody."""
    collection = access_collection(request.user, collection_id, Role.OWNER)
    grant = grants.access_grant(collection, grant_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, collection, GrantForm(), error="Choose one of the three roles.", status=422)
    try:
        grants.change(grant, form.cleaned_data["role"], by=request.user)
    except SharingError as error:
        return _page(request, collection, GrantForm(), error=str(error), status=422)
    return _done(request, collection)


@require_POST
def grant_remove(request: Request, collection_id: UUID, grant_id: int) -> HttpResponse:
    """Owners: take somebody's role away."""
    collection = access_collection(request.user, collection_id, Role.OWNER)
    grant = grants.access_grant(collection, grant_id)
    try:
        grants.take(grant, by=request.user)
    except SharingError as error:
        return _page(request, collection, GrantForm(), error=str(error), status=422)
    return _done(request, collection)


def _done(request: Request, collection: Collection) -> HttpResponse:
    """Back to the page, or to the list for somebody who has just given up the right to see it."""
    messages.success(request, "Saved.")
    still = grants.may_share(request.user, collection)
    return redirect("access:sharing", collection.pk) if still else redirect("access:collections")


def _page(request: Request, collection: Collection, form: GrantForm, *, error: str = "", status: int = 200) -> HttpResponse:
    wanted = request.GET.get("find", "").replace("\0", "").strip()[:150]
    context = {
        "collection": collection,
        "grants": grants.grants_on(collection),
        "roles": Role,
        "form": form,
        "error": error,
        "find": wanted,
        "people": grants.people_named(wanted, without=collection) if wanted else [],
    }
    return render(request, "access/sharing.html", context, status=status)
