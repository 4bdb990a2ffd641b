"""People's own words that hold somebody who is to be forgotten: questions, titles, comments."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, count
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet, UniqueConstraint

from forgetting import holders
from forgetting.hiding import Hidden, hide, hide_all


def mask(what: Hidden) -> int:
    """Hide the person in all of them; returns in how many rows."""
    return sum(_mask(model, column, what) for model, column in _columns())


def _columns() -> Iterator[tuple[type[Model], str]]:
    """Not why somebody wanted something erased: certificates are sealed."""
    for where in sorted(holders.own_words() - holders.REASONS):
        model, _, column = where.rpartition(".")
        yield apps.get_model(model), column


def _mask(model: type[Model], column: str, what: Hidden) -> int:
    """Row by row, and only where nobody changed the text meanwhile; words that must be unique get a number."""
    most = getattr(model._meta.get_field(column), "max_length", None)
    rows = model._base_manager.order_by("pk").values_list("pk", column).iterator(chunk_size=500)
    changed = [(pk, text, new) for pk, text in rows if (new := _without(text, what, most)) != text]
    unique = any(isinstance(each, UniqueConstraint) and column in each.fields for each in model._meta.constraints)
    put = _put_numbered if unique else _put
    return sum(put(model._base_manager.filter(pk=pk, **{column: text}), column, new, most) for pk, text, new in changed)


def _without(words: Any, what: Hidden, most: int | None) -> Any:
    """The same without the person; some words are kept as JSON."""
    return hide(words, what, most=most) if isinstance(words, str) else hide_all(words, what)


def _put(row: "QuerySet[Model]", column: str, new: Any, _most: int | None) -> int:
    return row.update(**{column: new})


def _put_numbered(row: "QuerySet[Model]", column: str, new: str, most: int | None) -> int:
    """The same, with the first number under which no other row has these words."""
    endings = chain([""], (f" {number}" for number in count(2)))
    while True:
        ending = next(endings)
        with suppress(IntegrityError), transaction.atomic():
            return row.update(**{column: f"{new[: most and most - len(ending)]}{ending}"})
