"""A search from the question to the passages: what it means, and what is found of that."""

from collections.abc import Iterator
from functools import partial
from itertools import chain

from django.conf import settings

from access.scope import Scope
from retrieval import qdrant, spans, sparse, versions
from retrieval.filters import NO_FILTERS, Filters
from retrieval.messages import Found
from retrieval.models import IndexVersion
from retrieval.reusing import embedded
from retrieval.search.examined import Examined, Where
from retrieval.search.examining import LOOKED_AT
from retrieval.search.looking import look
from retrieval.search.shown import may_be_shown
from retrieval.search.steps import Steps
from retrieval.search.whole import of_whole
from retrieval.stages import Stages
from retrieval.understanding import Seen
from retrieval.understanding.meaning import meant


def search(
    question: str,
    scope: Scope,
    *,
    filters: Filters = NO_FILTERS,
    limit: int | None = None,
    stages: Stages | None = None,
    index: IndexVersion | None = None,
) -> Found:
    """The passages in this Scope that answer best, best first, at most `limit`. Asking for more doesn't change the first ones.

    `filters` take away from the Scope, whatever they ask for. `stages` are those of the settings where none are named, `index` is
    the live version. Raises RetrievalError when Qdrant does not answer.
    """
    steps = Steps()
    return examine(question, scope, filters=filters, limit=limit, stages=stages, steps=steps, index=index).found(steps)


def examine(
    question: str,
    scope: Scope,
    *,
    filters: Filters = NO_FILTERS,
    limit: int | None = None,
    stages: Stages | None = None,
    steps: Steps,
    index: IndexVersion | None = None,
) -> Examined:
    """What `search` finds, and how; the steps' milliseconds go into `steps`."""
    stages = stages or settings.RETRIEVAL.stages
    one_look = partial(look, scope=scope, limit=limit, stages=stages, steps=steps, index=index)
    as_whole = partial(of_whole, question, scope, one_look, filters=filters, limit=limit, steps=steps, index=index)
    with spans.retrieval(index, limit or settings.RETRIEVAL.keep):
        return (as_whole() if stages.whole else None) or meant(
            question, filters, stages, one_look, lambda first: _seen(first, scope, filters, index)
        )


def _seen(first: Examined, scope: Scope, filters: Filters, index: IndexVersion | None) -> Seen:
    """What a first look came upon, and a way to what else its asker may read."""
    asked = index or versions.live()
    terms = frozenset(chain.from_iterable(first.terms.values()))
    names = {key: each.name for key, each in first.known.items()}
    inside = filters.within(scope)
    holding = partial(_holding, Where(asked, inside, filters)) if asked else lambda _: ()
    return Seen({key: first.rows[key] for key in first.terms}, terms, names, inside.collections, holding)


def _holding(where: Where, terms: sparse.Sparse) -> Iterator[str]:
    """Texts that have one of these terms, as many as may tell a word that is not rare."""
    near = qdrant.candidates(where.index.name, dense=None, sparse=terms, collections=where.scope.collections, limit=LOOKED_AT)
    return map(embedded, may_be_shown([each.chunk_id for each in near], where))
