"""By what a search may be narrowed beside rights. Filters only ever take away from what the Scope lets through."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from access.scope import Scope
from retrieval import sparse

MOST_DOCUMENTS = 100
MOST_VALUES = 20
"""Of any other field that a person fills in."""


class Kind(StrEnum):
    """What a document is, in the few words that people have for it."""

    PDF = "pdf"
    WORD = "word"
    SLIDES = "slides"
    SPREADSHEET = "spreadsheet"
    EMAIL = "email"
    WEB = "web"
    BOOK = "book"
    IMAGE = "image"
    TEXT = "text"
    DATA = "data"
    OTHER = "other"


class DataClass(StrEnum):
    """How far a text may go."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"
    RESTRICTED = "restricted"


@dataclass(frozen=True)
class Filters:
    """What a document must be to be searched; of each field one of its values. A field without values asks for nothing.

    `since` and `until` are the first and the last day of the document's own date. An author is asked for by some words of the name.
    `languages` are ISO 639-1 codes.
    """

    collections: frozenset[UUID] = frozenset()
    documents: frozenset[UUID] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    authors: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None
    languages: frozenset[str] = frozenset()
    data_classes: frozenset[DataClass] = frozenset()

    def __bool__(self) -> bool:
        """Whether anything is asked for."""
        return self != NO_FILTERS

    def also(self, said: "Filters") -> "Filters":
        """These, and of the others what these leave open."""
        return replace(said, **{each.name: value for each in fields(self) if (value := getattr(self, each.name))})

    def within(self, scope: Scope) -> Scope:
        """The part of the Scope that lies in the wanted collections."""
        return scope.narrowed(self.collections) if self.collections else scope


NO_FILTERS = Filters()


def words_of(name: str) -> list[str]:
    """The words of a person's name by which it is found, whatever their order, case or accents."""
    return sorted({*"".join(letter if letter.isalnum() else " " for letter in sparse.fold(name)).split()})


def pack(filters: Filters) -> dict[str, Any]:
    """As JSON has it; what asks for nothing is left out."""
    return {name: _plain(value) for name, value in asdict(filters).items() if value}


def unpack(packed: Mapping[str, Any]) -> Filters:
    """The inverse of `pack`. Raises ValueError for what no `pack` has made."""
    unknown = packed.keys() - {field.name for field in fields(Filters)}
    if unknown:
        raise ValueError(f"no filter is called {sorted(unknown)[0]}")
    return Filters(**{name: READERS[name](value) for name, value in packed.items()})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else sorted(map(str, value))


def _ids(values: list[str]) -> frozenset[UUID]:
    return frozenset(map(UUID, values))


READERS: Mapping[str, Any] = {
    "collections": _ids,
    "documents": _ids,
    "kinds": lambda values: frozenset(map(Kind, values)),
    "authors": frozenset,
    "since": date.fromisoformat,
    "until": date.fromisoformat,
    "languages": frozenset,
    "data_classes": lambda values: frozenset(map(DataClass, values)),
}
