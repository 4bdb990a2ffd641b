"""The search that proves an absence: exact texts of what was erased, looked for in every text of every table, and outside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db.models import CharField, Field, JSONField, Model, Q, TextField
from django.db.models.functions import Cast

from forgetting import holders
from forgetting.messages import Hit
from forgetting.spelling import spellings

TEXTS = (CharField, TextField, JSONField)


@dataclass(frozen=True)
class Proof:
    """What was looked for and where. With no `phrases` (its text stands in another document too) only ids were looked for."""

    phrases: int
    tables: int
    columns: int
    hits: tuple[Hit, ...]


def prove(phrases: Sequence[str]) -> Proof:
    """Look for these texts everywhere. Raises NotYet."""
    places = list(columns())
    hits = [*_in_tables(phrases, places), *_outside(phrases)] if phrases else []
    return Proof(len(phrases), len({model for model, _ in places}), len(places), tuple(hits))


def _in_tables(phrases: Sequence[str], places: Sequence[tuple[type[Model], str]]) -> Iterator[Hit]:
    own_words = holders.own_words()
    for model, column in places:
        count = _rows(model, column, phrases)
        if count:
            where = f"{model._meta.label_lower}.{column}"
            yield Hit(where, count, where in own_words)


def _outside(phrases: Sequence[str]) -> Iterator[Hit]:
    for holder in holders.holders():
        yield from holder.search(phrases)


def columns() -> Iterator[tuple[type[Model], str]]:
    """Every column of every table that can hold a text."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, Field) and isinstance(field, TEXTS) and not field.choices:
                yield model, field.name


def _rows(model: type[Model], column: str, phrases: Sequence[str]) -> int:
    """How many rows hold one of these texts, also where JSON writes its letters in another way."""
    holds = Q()
    for spelling in {spelling for phrase in phrases for spelling in spellings(phrase)}:
        holds |= Q(as_text__contains=spelling)
    return model._base_manager.annotate(as_text=Cast(column, TextField())).filter(holds).count()
