"""What a question says beside its words. Each stage is a module, on or off by itself (`retrieval.stages`), and says what it read.

A first look at the question as it was typed comes before all of them: what they know of documents, they know from passages that
its asker may read, and where they read nothing, that look is the search.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone

from access.models import Collection
from retrieval.filters import NO_FILTERS, Filters
from retrieval.messages import Reading
from retrieval.models import StoredChunk
from retrieval.stages import Stages
from retrieval.understanding import abbreviations, filters_said, phrases, spelling

__all__ = ["Seen", "Understood", "phrases", "understand"]


@dataclass(frozen=True)
class Seen:
    """What a first look at a question came upon: its best passages, all their terms, the documents' names, and what its asker may
    read.
    """

    rows: Mapping[UUID, StoredChunk]
    terms: frozenset[str]
    names: Mapping[UUID, str]
    collections: frozenset[UUID]
    holding: "spelling.Holding"


@dataclass(frozen=True)
class Understood:
    """The question in the words to be searched for, filters that it may mean, and how it was read."""

    question: str
    readings: tuple[Reading, ...] = ()
    filters: Filters = NO_FILTERS
    narrowing: tuple[Reading, ...] = field(default=())


def understand(question: str, seen: Seen, stages: Stages) -> Understood:
    """Read the question, stage by stage. `narrowing` are the readings that count only if the filters do."""
    reworded, readings = question, list[Reading]()
    if stages.spelling:
        reworded, readings = _spelt(reworded, seen)
    if stages.abbreviations:
        reworded, more = _spelt_out(reworded, [row.text for row in seen.rows.values()])
        readings += more
    filters, narrowing = _filtered(question, seen) if stages.filters else (NO_FILTERS, [])
    return Understood(reworded, tuple(readings), filters, tuple(narrowing))


def _spelt(question: str, seen: Seen) -> tuple[str, list[Reading]]:
    readings = []
    for word in spelling.unseen(question, seen.terms):
        right = spelling.correction(word, seen.holding)
        if right:
            question = spelling.replaced(question, word, right)
            readings.append(Reading("spelling", word, right))
    return question, readings


def _spelt_out(question: str, texts: Iterable[str]) -> tuple[str, list[Reading]]:
    readings = []
    for said, other in abbreviations.both_forms(question, abbreviations.explained(texts)):
        question = f"{question} ({other})"
        readings.append(Reading("abbreviations", said, other))
    return question, readings


def _filtered(question: str, seen: Seen) -> tuple[Filters, list[Reading]]:
    documents = {
        row.document_id: filters_said.names_of(row.title, seen.names.get(row.document_id, "")) for row in seen.rows.values()
    }
    collections = dict(Collection.objects.filter(pk__in=seen.collections).values_list("pk", "name"))
    return filters_said.said(question, documents=documents, collections=collections, today=timezone.localdate())
