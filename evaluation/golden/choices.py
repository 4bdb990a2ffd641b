"""Places that a curator may tick as right ones: those ticked already, what a search finds, and documents by their names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from access.models import Collection
from evaluation.golden.keeping import findable
from evaluation.golden.messages import Place
from evaluation.golden.playing import readers_scope
from ingestion.models import Document
from retrieval import remote
from retrieval.messages import Passage

BY_NAME = 10
SHOWN = 10


@dataclass(frozen=True)
class Choice:
    """One place with what a page shows of it; `gone` says that readers can't find its document now."""

    place: Place
    name: str
    chosen: bool = False
    gone: bool = False
    text: str = ""


def chosen(collection: Collection, places: Iterable[Place]) -> list[Choice]:
    """The places that are ticked."""
    known = list(places)
    names, there = names_of(collection.pk, known), findable(collection.pk, {each.document_id for each in known})
    return [
        Choice(each, names.get(each.document_id, "A source that is gone"), chosen=True, gone=each.document_id not in there)
        for each in known
    ]


def searched(collection: Collection, question: str, ticked: Sequence[Place]) -> list[Choice]:
    """The pages on which a search in this collection finds passages, best first. Raises RetrievalError."""
    passages = remote.search(question, readers_scope(collection.pk), limit=SHOWN).passages
    best: dict[Place, Passage] = {}
    for passage in passages:
        best.setdefault(Place(passage.document_id, passage.page), passage)
    names = names_of(collection.pk, best)
    return [
        Choice(place, names.get(place.document_id, passage.title), text=passage.text)
        for place, passage in best.items()
        if place not in ticked
    ]


def named(collection: Collection, text: str, ticked: Sequence[Place]) -> list[Choice]:
    """Documents whose name holds this text, each as a whole."""
    found = Document.objects.filter(collection=collection, name__icontains=text).order_by("name")[:BY_NAME]
    there = findable(collection.pk, [each.pk for each in found])
    return [Choice(Place(each.pk), each.name) for each in found if each.pk in there and Place(each.pk) not in ticked]


def names_of(collection_id: UUID, places: Iterable[Place]) -> dict[UUID, str]:
    """The names of those documents that are in the collection and not gone."""
    rows = Document.objects.filter(collection=collection_id, pk__in={each.document_id for each in places})
    return dict(rows.values_list("pk", "name"))
