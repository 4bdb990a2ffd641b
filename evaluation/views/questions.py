"""Golden questions of one collection: the list, a new one, one of them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.access import access_collection
from access.models import Collection, Role
from access.requests import Request
from evaluation.forms import GoldenForm, RunForm
from evaluation.golden import choices, keeping, listing, suggesting
from evaluation.golden.access import access_golden
from evaluation.models import GoldenQuestion
from retrieval.errors import RetrievalError

Origin = GoldenQuestion.Origin


@require_GET
def golden_set(request: Request, collection_id: UUID) -> HttpResponse:
    """Editors: the golden questions, and how the last runs of them went."""
    collection = access_collection(request.user, collection_id, Role.EDITOR)
    context = {"collection": collection, "form": RunForm(), "model": suggesting.at_hand(), **listing.page(collection)}
    return render(request, "evaluation/golden_set.html", context)


@require_http_methods(["GET", "POST"])
def golden_new(request: Request, collection_id: UUID) -> HttpResponse:
    """Editors: a new golden question. The address may bring a question, places and where they come from."""
    collection = access_collection(request.user, collection_id, Role.EDITOR)
    form = GoldenForm(request.POST or None, collection_id=collection.pk, initial=_brought(request))
    if not _is_whole(request, form):
        return _page(request, collection, form)
    keeping.write(collection, form.content, origin=_origin(request), by=request.user)
    messages.success(request, "The golden question is kept.")
    return redirect("evaluation:golden-set", collection.pk)


@require_http_methods(["GET", "POST"])
def golden(request: Request, golden_id: UUID) -> HttpResponse:
    """Editors of its collection: change a golden question, or confirm one that was suggested."""
    known = access_golden(request.user, golden_id)
    places = keeping.places(known)
    form = GoldenForm(
        request.POST or None,
        collection_id=known.collection_id,
        known=[each.document_id for each in places],
        initial={"question": known.question, "places": places, "unanswerable": not known.answerable, "note": known.note},
    )
    if not _is_whole(request, form):
        return _page(request, known.collection, form, known)
    keeping.change(known, form.content, by=request.user)
    messages.success(request, "Saved.")
    return redirect("evaluation:golden-set", known.collection_id)


@require_POST
def golden_delete(request: Request, golden_id: UUID) -> HttpResponse:
    """Editors of its collection: delete a golden question, with what runs found for it."""
    known = access_golden(request.user, golden_id)
    known.delete()
    messages.success(request, "The golden question is deleted.")
    return redirect("evaluation:golden-set", known.collection_id)


def _brought(request: Request) -> dict[str, object]:
    """What a link to this page fills in."""
    return {"question": request.GET.get("question", ""), "places": request.GET.getlist("places")}


def _origin(request: Request) -> GoldenQuestion.Origin:
    wanted = request.GET.get("from", "")
    return Origin(wanted) if wanted in (Origin.ANSWER, Origin.THUMB, Origin.AGAIN) else Origin.WRITTEN


def _is_whole(request: Request, form: GoldenForm) -> bool:
    """Whether the form is to be saved: not while somebody still looks for sources."""
    return request.method == "POST" and "look" not in request.POST and form.is_valid()


def _page(request: Request, collection: Collection, form: GoldenForm, known: GoldenQuestion | None = None) -> HttpResponse:
    looking = "look" in request.POST
    question, find = str(form["question"].value() or "").replace("\0", ""), request.POST.get("find", "").replace("\0", "").strip()
    context: dict[str, object] = {"collection": collection, "form": form, "golden": known, "find": find, "looking": looking}
    context["chosen"] = choices.chosen(collection, form.chosen)
    if question.strip() and (looking or (known is None and not form.is_bound)):
        context |= _found(collection, question[:1000], form)
    if find:
        context["named"] = choices.named(collection, find[:200], form.chosen)
    wrong = form.is_bound and not looking
    return render(request, "evaluation/golden_form.html", context | {"wrong": wrong}, status=422 if wrong else 200)


def _found(collection: Collection, question: str, form: GoldenForm) -> dict[str, object]:
    try:
        return {"found": choices.searched(collection, question, form.chosen)}
    except RetrievalError as error:
        return {"trouble": str(error)}
