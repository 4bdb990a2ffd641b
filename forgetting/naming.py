"""Where a person is named: every text of every table is looked through, whatever case, accents and spaces it is written with."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from forgetting import proving

BETWEEN = re.compile(r"[\W_]+")
ESCAPED = re.compile(r"(?:%[0-9a-fA-F]{2})+")


@dataclass(frozen=True)
class Named:
    """How many rows of a column hold one of the spellings."""

    where: str
    count: int


def words(where: str) -> str:
    """A column of `Named`, as pages say it; one that is no longer there by its name alone."""
    model, _, column = where.rpartition(".")
    try:
        known = apps.get_model(model)
        field = known._meta.get_field(column)
    except (LookupError, FieldDoesNotExist):
        return where
    return f"{str(known._meta.verbose_name_plural).capitalize()}: {getattr(field, 'verbose_name', column)}"


def places(spellings: Sequence[str]) -> Iterator[Named]:
    """The columns in which one of these spellings stands."""
    wanted = [fold(each) for each in spellings]
    for model, column in proving.columns():
        values = model._base_manager.order_by().values_list(column, flat=True).iterator(chunk_size=500)
        count = sum(1 for value in values if value and occurrences(str(value), wanted))
        if count:
            yield Named(f"{model._meta.label_lower}.{column}", count)


def occurrences(text: str, folded: Sequence[str]) -> int:
    """How often the spellings, folded already, stand in a text as whole words."""
    plain = f" {fold(text)} "
    return sum(plain.count(f" {each} ") for each in folded if each)


def fold(text: str) -> str:
    """Words in small letters without accents, one space between them; marks between letters and digits part words too.

    Letters that are percent-encoded, as in addresses, count as what they stand for.
    """
    plain = ESCAPED.sub(lambda found: unescaped(found[0]), text).casefold() if "%" in text else text.casefold()
    bare = plain if plain.isascii() else unicodedata.normalize("NFKD", plain).translate(_without_accents())
    return " ".join(BETWEEN.sub(" ", bare).split())


def unescaped(escaped: str) -> str:
    """What percent-encoded letters stand for; the same text if that isn't UTF-8."""
    try:
        return unquote(escaped, errors="strict")
    except UnicodeDecodeError:
        return escaped


@lru_cache(maxsize=1)
def _without_accents() -> dict[int, None]:
    return {code: None for code in range(0x110000) if unicodedata.combining(chr(code))}
