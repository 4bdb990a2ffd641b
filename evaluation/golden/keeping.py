"""Write, change, confirm and take away golden questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from access.models import Collection, User
from evaluation.golden.messages import Asked, Place, unique
from evaluation.models import GoldenQuestion, GoldenSource
from retrieval.visible import visible

Origin = GoldenQuestion.Origin


@dataclass(frozen=True)
class Content:
    """What a person says about a golden question. With no `places` the documents don't answer it."""

    question: str
    places: tuple[Place, ...] = ()
    note: str = ""


@transaction.atomic
def write(
    collection: Collection,
    content: Content,
    *,
    origin: Origin = Origin.WRITTEN,
    by: User | None = None,
    made_from: UUID | None = None,
) -> GoldenQuestion:
    """A new golden question. What a model suggests of the document it is `made_from` is nobody's word: it waits."""
    confirmed = {} if origin == Origin.SUGGESTED else {"confirmed_by": by, "confirmed_at": timezone.now()}
    made = GoldenQuestion.objects.create(
        collection=collection, origin=origin, created_by=by, made_from=made_from, **_values(content), **confirmed
    )
    _put(made, content.places)
    return made


@transaction.atomic
def change(golden: GoldenQuestion, content: Content, *, by: User | None) -> None:
    """Other words or other sources; who changes a question stands by it."""
    GoldenQuestion.objects.filter(pk=golden.pk).update(
        **_values(content), confirmed_by=by, confirmed_at=timezone.now(), changed_at=timezone.now()
    )
    golden.sources.all().delete()
    _put(golden, content.places)


def confirmed(collection: Collection) -> QuerySet[GoldenQuestion]:
    """The questions that count."""
    return collection.golden_questions.exclude(confirmed_at=None).prefetch_related("sources")


def suggested(collection: Collection) -> QuerySet[GoldenQuestion]:
    """Those that wait for a person."""
    return collection.golden_questions.filter(confirmed_at=None).prefetch_related("sources")


def places(golden: GoldenQuestion) -> tuple[Place, ...]:
    """Its right places, those that are gone too."""
    return tuple(Place(each.document_id, each.page) for each in golden.sources.all())


def findable(collection_id: UUID, document_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the documents that the collection's readers can find now: not deleted, erased or expired."""
    return set(visible([collection_id]).filter(document_id__in=list(document_ids)).values_list("document_id", flat=True))


def to_ask(collection: Collection) -> int:
    """How many of its questions a run would ask now."""
    known = list(confirmed(collection))
    there = findable(collection.pk, {place.document_id for golden in known for place in places(golden)})
    return sum(asked(golden, there) is not None for golden in known)


def asked(golden: GoldenQuestion, there: Iterable[UUID]) -> Asked | None:
    """The question with its places in documents that are there; None where it has an answer, and all its sources are gone."""
    known = set(there)
    left = tuple(each for each in places(golden) if each.document_id in known)
    return Asked(golden.question, golden.answerable, left) if left or not golden.answerable else None


def _values(content: Content) -> dict[str, object]:
    return {"question": content.question.strip(), "answerable": bool(content.places), "note": content.note.strip()}


def _put(golden: GoldenQuestion, wanted: Iterable[Place]) -> None:
    GoldenSource.objects.bulk_create(
        [GoldenSource(question=golden, document_id=each.document_id, page=each.page) for each in unique(wanted)]
    )
