"""The bench: one search with switches, and what each stage made of its passages. The address holds all of it, to be shared."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.access import collections_for, scope_for
from access.models import Collection, Role
from access.requests import Request
from evaluation.forms import BenchForm
from evaluation.golden.messages import Place
from retrieval import remote
from retrieval.benching import MOST
from retrieval.confidence import SURE_ENOUGH
from retrieval.errors import RetrievalError
from retrieval.messages import Explained, Judged, Passage


@dataclass(frozen=True)
class Row:
    """One passage with what each stage made of it, and the place to keep it as; `collection` is its collection's name."""

    passage: Passage
    judged: Judged
    place: Place
    collection: str
    may_keep: bool


@require_safe
def bench(request: Request) -> HttpResponse:
    """Everybody signed in: search what one may read oneself, with any stages. It runs in the answer worker."""
    form = BenchForm(request.GET, user=request.user)
    context: dict[str, object] = {"form": form, "collections": list(collections_for(request.user)), "most": MOST}
    if "q" not in request.GET:
        return render(request, "evaluation/bench.html", context | {"blank": True})
    if not form.is_valid():
        return render(request, "evaluation/bench.html", context, status=422)
    try:
        explained = _searched(request, form)
    except RetrievalError as error:
        return render(request, "evaluation/bench.html", context | {"trouble": error}, status=503)
    return render(request, "evaluation/bench.html", context | _told(request, explained))


def _searched(request: Request, form: BenchForm) -> Explained:
    scope, chosen = scope_for(request.user), [each.pk for each in form.cleaned_data["collection"]]
    limit = form.cleaned_data["limit"] or settings.RETRIEVAL.keep
    return remote.bench(form.cleaned_data["q"], scope.narrowed(chosen) if chosen else scope, limit=limit, stages=form.stages)


def _told(request: Request, explained: Explained) -> dict[str, object]:
    found = explained.found
    return {
        "rows": list(_rows(request, explained)),
        "found": found,
        "sure": f"{found.confidence:.0%}",
        "refused": not found.passages or found.confidence < SURE_ENOUGH,
        "read": settings.ASSISTANT.passages,
        "steps": [(name, round(taken, 1)) for name, taken in found.steps.items()],
    }


def _rows(request: Request, explained: Explained) -> Iterable[Row]:
    passages = {each.chunk_id: each for each in explained.found.passages}
    ids = {each.collection_id for each in passages.values()}
    names = dict(Collection.objects.filter(pk__in=ids).values_list("pk", "name"))
    edited = set(collections_for(request.user, Role.EDITOR).filter(pk__in=ids).values_list("pk", flat=True))
    for judged in explained.judged:
        passage = passages[judged.chunk_id]
        place, own = Place(passage.document_id, passage.page), passage.collection_id in edited
        yield Row(passage, judged, place, names.get(passage.collection_id, ""), own)
