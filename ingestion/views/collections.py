"""A collection's page: what is in it, who may read it, and where to add to it."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from access.access import access_collection
from access.listing import roles_of
from access.models import Collection, Role, User
from access.requests import Request
from ingestion import intake, trash
from ingestion.arriving.models import unfinished
from ingestion.errors import IntakeError
from ingestion.flow.cancelling import CANCELLED
from ingestion.forms import UploadForm, most
from ingestion.models import Document, SavedFilter, State
from ingestion.reading.errors import ASKS_FOR_A_PASSWORD
from ingestion.rescreening import SET_ASIDE
from ingestion.views.facets import facets
from ingestion.views.filtering import ORDER_NAMES, Wanted
from ingestion.views.listing import Listing, listing

LIST = "section#documents"


@dataclass(frozen=True)
class Readers:
    """Who may read a collection: the names of its owners, and how many people and groups it is shared with beside them."""

    owners: tuple[str, ...]
    people: int
    groups: int


@require_GET
def collection(request: Request, collection_id: UUID) -> HttpResponse:
    """Readers: the documents of a collection; editors also add to it."""
    found = access_collection(request.user, collection_id)
    if request.htmx and request.htmx.target == LIST:
        return show_list(request, found, request.GET, template="ingestion/_documents.html")
    return show(request, found, UploadForm())


@require_POST
def retry_failed(request: Request, collection_id: UUID) -> HttpResponse:
    """Editors: work once more on all that failed, but not on what was cancelled or waits for a password or a decision."""
    found = access_collection(request.user, collection_id, Role.EDITOR)
    failed = found.documents.filter(latest__state=State.FAILED).exclude(latest__trouble__in=ASKS_FOR_A_PASSWORD, password=None)
    failed = failed.exclude(latest__trouble__in=(*SET_ASIDE, CANCELLED))
    again = [document for document in failed.select_related("collection", "latest") if retried(document, by=request.user)]
    messages.success(request, f"{len(again)} document{'s' * (len(again) != 1)} in line again.")
    return back_to_list(request, found)


def show(request: Request, found: Collection, form: UploadForm, *, status: int = 200) -> HttpResponse:
    """The whole page, with the upload form as it stands."""
    role = roles_of(request.user, [found.pk])[found.pk]
    context = {
        "collection": found,
        "readers": readers(found),
        "listing": _listing(found, Wanted.read(request.GET), role),
        "form": form,
        "owns": role == Role.OWNER,
        "most": most(),
        "unfinished": unfinished(by=request.user, collection=found) if role in Role.EDITOR.includes else (),
        "facets": facets(found),
        "kept": SavedFilter.objects.filter(user=request.user, collection=found),
        "orders": ORDER_NAMES.items(),
        "trashed": trash.of(found).count() if role in Role.EDITOR.includes else 0,
    }
    return render(request, "ingestion/collection.html", context, status=status)


def show_list(request: Request, found: Collection, query: QueryDict, *, template: str) -> HttpResponse:
    """Only the list."""
    role = roles_of(request.user, [found.pk])[found.pk]
    return render(request, template, {"listing": _listing(found, Wanted.read(query), role)})


def back_to_list(request: Request, found: Collection, where: str = "") -> HttpResponse | HttpResponseRedirect:
    """After an action: the list as it was being looked at, in place for htmx, as a page with the query `where` otherwise.

    In place even where the action would have asked first, had there been something to do it with.
    """
    address = reverse("ingestion:collection", args=[found.pk])
    path, _, query = (request.htmx.current_url_abs_path or "").partition("?")
    if request.htmx and path == address:
        response = show_list(request, found, QueryDict(query), template="ingestion/_list.html")
        response["HX-Trigger"], response["HX-Retarget"], response["HX-Reswap"] = _said(request), "#documents", "innerMorph"
        return response
    return redirect(address + Wanted.read(QueryDict(where.removeprefix("?"))).address())


def _said(request: Request) -> str:
    """What there is to say about the action, as an event for the page's status line."""
    text = " ".join(str(message) for message in messages.get_messages(request))
    return json.dumps({"documents:said": {"target": LIST, "text": text}})


def readers(found: Collection) -> Readers:
    """Who may read the collection by its grants; administrators may always."""
    grants = list(found.grants.select_related("user", "group"))
    owners = tuple(str(grant.user or grant.group) for grant in grants if grant.role == Role.OWNER)
    others = [grant for grant in grants if grant.role != Role.OWNER]
    people = sum(grant.user is not None for grant in others)
    return Readers(owners, people, len(others) - people)


def retried(document: Document, *, by: User) -> bool:
    """Whether it could be put in line again: files that were refused at once can't, as their bytes were not kept."""
    try:
        intake.retry(document, by=by)
    except IntakeError:
        return False
    return True


def _listing(found: Collection, wanted: Wanted, role: Role) -> Listing:
    return listing(found, wanted, may_edit=role in Role.EDITOR.includes)
