"""A real question becomes a golden one: one's own, or, for administrators, one that got a thumb down or was asked again."""

from collections.abc import Iterable
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from access.access import NotHere, collections_for, scope_for
from access.models import Collection, Role, User
from access.requests import Request
from assistant.access import access_reviewed, access_turn
from assistant.models import Citation, Turn
from assistant.withholding import WITHHELD, is_withheld
from evaluation.golden.messages import Place, unique
from evaluation.models import LONGEST_QUESTION, GoldenQuestion

Origin = GoldenQuestion.Origin


@require_safe
def keep_turn(request: Request, turn_id: UUID) -> HttpResponse:
    """Its own person, if they edit a collection that it was answered from: begin a golden question with what it cites."""
    turn = access_turn(request.user, turn_id)
    if is_withheld(turn, scope_for(request.user)):
        raise NotHere(WITHHELD)
    return _begin(request, turn, Origin.ANSWER)


@require_safe
def keep_rated(request: Request, turn_id: UUID) -> HttpResponse:
    """Administrators: the same for a question that somebody has rated, or asked again soon."""
    turn = access_reviewed(request.user, turn_id)
    return _begin(request, turn, Origin.THUMB if hasattr(turn, "feedback") else Origin.AGAIN)


def _begin(request: Request, turn: Turn, origin: GoldenQuestion.Origin) -> HttpResponse:
    """On to the form; where several collections may keep it, one of them is chosen first."""
    citations = list(turn.citations.filter(erased_at=None))
    addresses = [(each, _address(each, turn, citations, origin)) for each in _keeping(request.user, citations)]
    if not addresses:
        raise NotHere("None of the collections behind this answer is yours to edit.")
    if len(addresses) == 1:
        return redirect(addresses[0][1])
    return render(request, "evaluation/keep_turn.html", {"turn": turn, "addresses": addresses})


def _keeping(user: User, citations: Iterable[Citation]) -> list[Collection]:
    """The collections behind an answer that this person edits: those that are cited, or else those that were only read."""
    edited = collections_for(user, Role.EDITOR)
    for wanted in ({each.collection_id for each in citations if each.cited}, {each.collection_id for each in citations}):
        if found := list(edited.filter(pk__in=wanted).order_by("name")):
            return found
    return []


def _address(collection: Collection, turn: Turn, citations: Iterable[Citation], origin: GoldenQuestion.Origin) -> str:
    places = unique(Place(each.document_id, each.page) for each in citations if each.cited and each.collection_id == collection.pk)
    brought = [("question", (turn.standalone or turn.question)[:LONGEST_QUESTION]), ("from", origin.value)]
    query = urlencode([*brought, *(("places", str(each)) for each in places)])
    return f"{reverse('evaluation:golden-new', args=[collection.pk])}?{query}"
