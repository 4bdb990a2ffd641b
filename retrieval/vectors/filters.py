"""Qdrant's filters, from the client's form to the engine's. What can't be turned is refused: a dropped condition would leak."""

from collections.abc import Callable
from typing import Any

import qdrant_edge as edge
from qdrant_client import models

from retrieval.vectors.refusals import Refused, only


def filter_of(given: models.Filter | None) -> edge.Filter | None:
    """The engine's filter; None filters nothing."""
    if given is None:
        return None
    only(given, "must", "should", "must_not")
    return edge.Filter(must=_conditions(given.must), should=_conditions(given.should), must_not=_conditions(given.must_not))


def _conditions(given: Any) -> list[Any] | None:
    if given is None:
        return None
    return [_condition(each) for each in (given if isinstance(given, list) else [given])]


def _condition(given: Any) -> Any:
    if type(given) not in _KINDS:
        raise _unsupported(given)
    return _KINDS[type(given)](given)


def _field(given: models.FieldCondition) -> edge.FieldCondition:
    only(given, "key", "match", "range", "is_empty", "is_null")
    return edge.FieldCondition(
        key=given.key,
        match=None if given.match is None else _match(given.match),
        range=None if given.range is None else _range(given.range),
        is_empty=given.is_empty,
        is_null=given.is_null,
    )


def _match(given: models.Match) -> Any:
    """An empty list of values matches nothing."""
    if isinstance(given, models.MatchValue):
        return edge.MatchValue(given.value)
    if isinstance(given, models.MatchAny):
        return edge.MatchAny(given.any)
    if isinstance(given, models.MatchExcept):
        return edge.MatchExcept(given.except_)
    raise _unsupported(given)


def _range(given: models.RangeInterface) -> edge.RangeFloat:
    if not isinstance(given, models.Range):
        raise _unsupported(given)
    return edge.RangeFloat(gte=given.gte, gt=given.gt, lte=given.lte, lt=given.lt)


def _unsupported(given: object) -> Refused:
    return Refused(400, f"{type(given).__name__} is not supported by the embedded engine; set QDRANT_URL to use a Qdrant server")


_KINDS: dict[type, Callable[[Any], Any]] = {
    models.Filter: filter_of,
    models.FieldCondition: _field,
    models.HasIdCondition: lambda given: edge.HasIdCondition({*given.has_id}),
    models.HasVectorCondition: lambda given: edge.HasVectorCondition(given.has_vector),
    models.IsEmptyCondition: lambda given: edge.IsEmptyCondition(given.is_empty.key),
    models.IsNullCondition: lambda given: edge.IsNullCondition(given.is_null.key),
}
