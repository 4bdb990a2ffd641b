"""What points carry of their document beside its ids, so that Qdrant itself filters by it, and the conditions on that.

The database decides in every case, when candidates are checked. So a point that nobody has told of its document yet passes here,
rather than be lost: `retrieval.catching_up` tells it soon.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from qdrant_client import models

from retrieval import sparse
from retrieval.filters import Filters, Kind, words_of
from retrieval.models import IndexedDocument

Condition = models.FieldCondition | models.Filter
INDEXES: dict[str, models.PayloadSchemaType] = {
    "kind": models.PayloadSchemaType.KEYWORD,
    "author": models.PayloadSchemaType.INTEGER,
    "language": models.PayloadSchemaType.KEYWORD,
    "data_class": models.PayloadSchemaType.KEYWORD,
    "dated": models.PayloadSchemaType.INTEGER,
}
"""The fields and how each is indexed. `kind` is never empty: by it a point is known that was told."""


def payload(known: IndexedDocument) -> dict[str, Any]:
    """What the points of a document carry. A date is a number such as 20240131, an author's name the numbers of its words: points
    hold no text.
    """
    return {
        "kind": known.kind or Kind.OTHER.value,
        "author": [sparse.number(word) for word in words_of(known.author)],
        "language": known.language,
        "data_class": known.data_class,
        "dated": _number(known.dated) if known.dated else None,
    }


def conditions(filters: Filters) -> list[Condition]:
    """What Qdrant has to ask of a point; nothing where nothing is filtered."""
    return [*_documents(filters), *_told(filters)]


def _documents(filters: Filters) -> list[Condition]:
    """A point carries its document's id from the first."""
    return [_any("document_id", map(str, filters.documents))] if filters.documents else []


def _told(filters: Filters) -> list[Condition]:
    """The point says so, or says nothing yet."""
    wanted = {"kind": filters.kinds, "language": filters.languages, "data_class": filters.data_classes}
    asked: list[Condition] = [_any(field, values) for field, values in wanted.items() if values]
    asked += [models.Filter(should=[_by(author) for author in sorted(filters.authors)])] if filters.authors else []
    asked += [_dated(filters)] if filters.since or filters.until else []
    untold = models.FieldCondition(key="kind", is_empty=True)
    return [models.Filter(should=[models.Filter(must=[*asked]), untold])] if asked else []


def _by(author: str) -> models.Filter:
    numbers = [sparse.number(word) for word in words_of(author)]
    return models.Filter(must=[models.FieldCondition(key="author", match=models.MatchValue(value=each)) for each in numbers])


def _dated(filters: Filters) -> models.FieldCondition:
    first, last = (_number(day) if day else None for day in (filters.since, filters.until))
    return models.FieldCondition(key="dated", range=models.Range(gte=first, lte=last))


def _any(field: str, values: Iterable[str]) -> models.FieldCondition:
    return models.FieldCondition(key=field, match=models.MatchAny(any=sorted(values)))


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
