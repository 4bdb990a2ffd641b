"""One document: what is known of it, its pages, and what can be done with it."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.listing import roles_of
from access.models import Role
from access.requests import Request
from ingestion import intake, life
from ingestion.access import access_document
from ingestion.errors import IntakeError
from ingestion.flow import cancelling
from ingestion.forms import PasswordForm
from ingestion.models import Document, Password, Sighting
from ingestion.views.collections import back_to_list
from ingestion.views.contents import contents
from ingestion.views.kinds import kind
from ingestion.views.rows import rows
from ingestion.views.withheld import is_withheld
from ingestion.wording import listed
from retrieval import excluding
from retrieval.wording import language_name


@require_GET
def document(request: Request, document_id: UUID) -> HttpResponse:
    """Readers: facts, pages, what came inside it; editors also act on it."""
    found = access_document(request.user, document_id)
    role = roles_of(request.user, [found.collection_id])[found.collection_id]
    shown = found.current or found.latest
    context = {
        "document": found,
        "row": next(iter(rows([found])), None),
        "version": shown,
        "life": life.lives([found])[found.pk],
        "language": language_name(shown.language) if shown else "",
        "kind": kind(shown.media_type) if shown else "",
        "contents": contents(found, request.GET.get("pages", "1"), for_editor=role in Role.EDITOR.includes),
        "attachments": rows(found.attachments.select_related("latest", "parent").order_by("name")),
        "password_form": PasswordForm(),
        "password_kept": Password.objects.filter(document=found).exists(),
        "may_edit": role in Role.EDITOR.includes,
        "excluded": excluding.tally({found.pk: found.current_id})[found.pk],
        "owns": role == Role.OWNER,
        "findings": listed(_found(found)) if role in Role.EDITOR.includes else "",
        "withheld": shown is not None and is_withheld(request, found, shown),
    }
    return render(request, "ingestion/document.html", context)


def _found(document: Document) -> dict[str, int]:
    """How many of each kind were found in the newest version."""
    sightings = Sighting.objects.filter(version=document.latest_id).order_by()
    return dict(sightings.values_list("kind").annotate(Sum("count")))


@require_POST
def retry(request: Request, document_id: UUID) -> HttpResponse:
    """Editors: work on it once more."""
    found = access_document(request.user, document_id, Role.EDITOR)
    try:
        intake.retry(found, by=request.user)
    except IntakeError as error:
        messages.error(request, str(error))
    return back_to_list(request, found.collection) if request.htmx else redirect("ingestion:document", found.pk)


@require_POST
def cancel(request: Request, document_id: UUID) -> HttpResponse:
    """Editors: end the work on its newest version; the one before it stays."""
    found = access_document(request.user, document_id, Role.EDITOR)
    if cancelling.cancel(found.collection, [found.pk], by=request.user):
        messages.success(request, f"The work on “{found.name}” was cancelled.")
    else:
        messages.error(request, "There was no work to cancel: it had just ended.")
    return back_to_list(request, found.collection) if request.htmx else redirect("ingestion:document", found.pk)


@require_http_methods(["GET", "POST"])
def delete(request: Request, document_id: UUID) -> HttpResponse:
    """Editors: asks first, then puts it and what came inside it into the trash."""
    found = access_document(request.user, document_id, Role.EDITOR)
    if request.method == "GET":
        template = "ingestion/_delete.html" if request.htmx else "ingestion/delete.html"
        return render(
            request, template, {"document": found, "attachments": found.attachments.count(), "days": settings.INGESTION.trash_days}
        )
    intake.remove(found, by=request.user)
    messages.success(request, f"“{found.name}” is in the trash.")
    return _gone(request, found)


def _gone(request: Request, found: Document) -> HttpResponse:
    """To the list: repainted where it is open, by a redirect that htmx follows as a page where the document's own page was."""
    response = back_to_list(request, found.collection)
    if request.htmx and response.status_code == 302:
        return HttpResponse(headers={"HX-Redirect": reverse("ingestion:collection", args=[found.collection_id])})
    return response
