"""The sources of a collection: set up, tried, run, paused, ended."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.access import access_collection
from access.models import Role
from access.requests import Request
from ingestion import room
from ingestion.sources import keeping, runs
from ingestion.sources.access import access_kind, access_source, may_set_up
from ingestion.sources.forms.common import SourceForm
from ingestion.sources.kinds import KINDS, Kind
from ingestion.sources.models import Source
from ingestion.views.source_rows import facts, run_rows, source_rows

SHOWN = 20


@require_GET
def sources(request: Request, collection_id: UUID) -> HttpResponse:
    """Owners: the sources of a collection, and the kinds that they may add; administrators may add every kind."""
    collection = access_collection(request.user, collection_id, Role.OWNER)
    context = {
        "collection": collection,
        "sources": source_rows(collection, may_set_up(request.user)),
        "kinds": may_set_up(request.user),
        "all_kinds": len(may_set_up(request.user)) == len(KINDS),
    }
    return render(request, "ingestion/sources.html", context)


@require_http_methods(["GET", "POST"])
def source_new(request: Request, collection_id: UUID, kind: str) -> HttpResponse:
    """Owners: set up a source; administrators if its kind reaches into the server's own files or network."""
    collection, chosen = access_collection(request.user, collection_id, Role.OWNER), access_kind(request.user, kind)
    form = chosen.form(request.POST or None, collection=collection, by=request.user)
    if not form.is_valid():
        return _form(request, form, chosen)
    source = keeping.set_up(form, chosen, by=request.user)
    messages.success(request, f"“{source.name}” is set up. Try it, then start it.")
    return redirect("ingestion:source", source.pk)


@require_GET
def source(request: Request, source_id: UUID) -> HttpResponse:
    """Owners: a source and its last runs; administrators if its kind reaches into the server's own files or network."""
    found = access_source(request.user, source_id)
    rows = run_rows(found.runs.select_related("asked_by")[:SHOWN])
    busy = any(row.tone == "busy" for row in rows)
    context = {
        "source": found,
        "facts": facts(found, request.user),
        "runs": rows,
        "busy": busy,
        "held_up": room.shortage() if busy else "",
    }
    return render(request, "ingestion/source.html", context)


@require_http_methods(["GET", "POST"])
def source_edit(request: Request, source_id: UUID) -> HttpResponse:
    """Owners: change a source; administrators if its kind reaches into the server's own files or network."""
    found = access_source(request.user, source_id)
    kind = access_kind(request.user, found.kind)
    form = kind.form(request.POST or None, instance=found, collection=found.collection, by=request.user)
    if not form.is_valid():
        return _form(request, form, kind, found)
    keeping.change(form)
    messages.success(request, "Saved.")
    return redirect("ingestion:source", found.pk)


@require_POST
def source_run(request: Request, source_id: UUID) -> HttpResponse:
    """Owners: run it now, or only try it; administrators if its kind reaches into the server's own files or network."""
    found = access_source(request.user, source_id)
    if not runs.ask(found, by=request.user, dry="dry" in request.POST, removing="removing" in request.POST):
        messages.warning(request, "A run of this source is under way already.")
    return redirect("ingestion:source", found.pk)


@require_POST
def source_pause(request: Request, source_id: UUID) -> HttpResponse:
    """Owners: pause or start it; administrators if its kind reaches into the server's own files or network."""
    found = access_source(request.user, source_id)
    keeping.pause(found, paused="paused" in request.POST)
    return redirect("ingestion:source", found.pk)


@require_http_methods(["GET", "POST"])
def source_delete(request: Request, source_id: UUID) -> HttpResponse:
    """Owners: end it, with its documents or without; administrators if its kind reaches into the server's own files or network."""
    found = access_source(request.user, source_id)
    if request.method == "GET":
        context = {"source": found, "documents": found.items.filter(owned=True).count()}
        return render(request, "ingestion/source_delete.html", context)
    keeping.end(found, with_documents="documents" in request.POST)
    messages.success(request, f"“{found.name}” is no longer a source of this collection.")
    return redirect("ingestion:sources", found.collection_id)


def _form(request: Request, form: SourceForm, kind: Kind, found: Source | None = None) -> HttpResponse:
    context = {"form": form, "kind": kind, "collection": form.collection, "source": found and Source.objects.get(pk=found.pk)}
    return render(request, "ingestion/source_form.html", context, status=422 if form.is_bound else 200)
