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
from access.scope import Scope
from assistant import budget
from assistant.budget import Packed
from assistant.packing import pack_found
from evaluation.forms import BenchForm
from evaluation.golden.messages import Place
from gateway.errors import PromptTooLong
from retrieval import remote
from retrieval.benching import MOST
from retrieval.confidence import SURE_ENOUGH
from retrieval.errors import RetrievalError
from retrieval.messages import Explained, Judged, Passage


@dataclass(frozen=True)
class Row:
    """One passage with what each stage made of it, and the place to keep it as; `collection` is its collection's name.

    `said` is whether a model would be shown it, and why or why not; `around` the pages and tokens of what is shown around it.
    """

    passage: Passage
    judged: Judged
    place: Place
    collection: str
    may_keep: bool
    said: str
    around: tuple[tuple[int, int], ...]


@require_safe
def bench(request: Request) -> HttpResponse:
    """Everybody signed in: search what one may read oneself, with any stages. It runs in the answer worker."""
    form = BenchForm(request.GET, user=request.user)
    context: dict[str, object] = {"form": form, "collections": list(collections_for(request.user)), "most": MOST}
    if "q" not in request.GET:
        return render(request, "evaluation/bench.html", context | {"blank": True})
    if not form.is_valid():
        return render(request, "evaluation/bench.html", context, status=422)
    scope, chosen = scope_for(request.user), [each.pk for each in form.cleaned_data["collection"]]
    scope = scope.narrowed(chosen) if chosen else scope
    try:
        explained = _searched(form, scope)
        packed = pack_found(form.cleaned_data["q"], explained.found, scope, form.stages)
    except (RetrievalError, PromptTooLong) as error:
        return render(request, "evaluation/bench.html", context | {"trouble": error}, status=503)
    return render(request, "evaluation/bench.html", context | _told(request, explained, packed))


def _searched(form: BenchForm, scope: Scope) -> Explained:
    limit = form.cleaned_data["limit"] or settings.RETRIEVAL.keep
    return remote.bench(form.cleaned_data["q"], scope, limit=limit, stages=form.stages)


def _told(request: Request, explained: Explained, packed: Packed) -> dict[str, object]:
    found = explained.found
    return {
        "rows": list(_rows(request, explained, packed)),
        "found": found,
        "sure": f"{found.confidence:.0%}",
        "refused": not found.passages or found.confidence < SURE_ENOUGH,
        "steps": [(name, round(taken, 1)) for name, taken in found.steps.items()],
    }


def _rows(request: Request, explained: Explained, packed: Packed) -> Iterable[Row]:
    passages = {each.chunk_id: each for each in explained.found.passages}
    ids = {each.collection_id for each in passages.values()}
    names = dict(Collection.objects.filter(pk__in=ids).values_list("pk", "name"))
    edited = set(collections_for(request.user, Role.EDITOR).filter(pk__in=ids).values_list("pk", flat=True))
    said = {each.passage.chunk_id: budget.said(each.fate, each.tokens, packed.budget) for each in packed.weighed}
    for judged in explained.judged:
        passage = passages[judged.chunk_id]
        place, own = Place(passage.document_id, passage.page), passage.collection_id in edited
        beside = [each for each in packed.inside if each.beside == judged.chunk_id]
        around = tuple((each.passage.page, each.tokens or 0) for each in beside)
        yield Row(passage, judged, place, names.get(passage.collection_id, ""), own, said.get(judged.chunk_id, ""), around)
