"""One look at a question as it is typed."""

from collections.abc import Sequence

from django.conf import settings

from access.scope import Scope
from retrieval import qdrant, versions
from retrieval.errors import IndexLost
from retrieval.filters import NO_FILTERS, Filters
from retrieval.models import IndexVersion
from retrieval.search.examined import Examined, Where
from retrieval.search.examining import examined
from retrieval.search.steps import Steps
from retrieval.stages import Stages


def look(
    question: str,
    scope: Scope,
    *,
    filters: Filters = NO_FILTERS,
    quoted: Sequence[str] = (),
    limit: int | None = None,
    stages: Stages | None = None,
    steps: Steps,
    index: IndexVersion | None = None,
) -> Examined:
    """What `search` finds of a question as it is typed, and how; the steps' milliseconds go into `steps`.

    It asks one version of the index from its beginning to its end. One that went meanwhile has nothing: then the live one is asked.
    Raises IndexLost where nothing is found because Qdrant lost it.
    """
    limit, stages = limit or settings.RETRIEVAL.keep, stages or settings.RETRIEVAL.stages
    scope = filters.within(scope)
    asked = index or (versions.live() if scope.collections and question.strip() else None)
    if asked is None:
        return Examined()
    where = Where(asked, scope, filters, quoted)
    seen = examined(question, where, limit=limit, stages=stages, steps=steps)
    if seen.candidates:
        return seen
    if index or versions.live() == asked:
        _check_there(where)
        return seen
    return look(question, scope, filters=filters, quoted=quoted, limit=limit, stages=stages, steps=steps)


def _check_there(where: Where) -> None:
    """Nothing found where there is something to find: that is only true of an index that is there."""
    if where.documents().exists() and not qdrant.is_there(where.index.name):
        raise IndexLost
