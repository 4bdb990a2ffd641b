"""People's own words that hold somebody who is to be forgotten: questions, titles, comments."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from forgetting import holders
from forgetting.hiding import Hidden, hide


def mask(what: Hidden) -> int:
    """Hide the person in all of them; returns in how many rows."""
    return sum(_mask(model, column, what) for model, column in _columns())


def _columns() -> Iterator[tuple[type[Model], str]]:
    """Not why somebody wanted something erased: certificates are sealed."""
    for where in sorted(holders.own_words() - holders.REASONS):
        model, _, column = where.rpartition(".")
        yield apps.get_model(model), column


def _mask(model: type[Model], column: str, what: Hidden) -> int:
    """Row by row, and only where nobody changed the text meanwhile."""
    most = getattr(model._meta.get_field(column), "max_length", None)
    rows = model._base_manager.order_by("pk").values_list("pk", column).iterator(chunk_size=500)
    changed = [(pk, text, new) for pk, text in rows if (new := hide(text, what, most=most)) != text]
    return sum(model._base_manager.filter(pk=pk, **{column: text}).update(**{column: new}) for pk, text, new in changed)
