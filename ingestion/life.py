"""How a document counts: owner, data class, review date, expiry and weight. Its own values win over its collection's rules.

Search must know them at the moment it runs, so `settle` writes them to the index's table of visible versions, where rights and
versions are checked too. Call it within `intake.changing` whenever one of them changes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from access.models import User
from ingestion import describing
from ingestion.batches import batched
from ingestion.models import DataClass, Document, Rules
from ingestion.rules import rules_of
from retrieval import index
from retrieval.messages import Terms


@dataclass(frozen=True)
class Life:
    """What counts for one document now, wherever it was laid down."""

    owner: User | None
    data_class: DataClass
    review_on: date | None
    expires_at: datetime | None
    weight: int

    @property
    def stale(self) -> bool:
        """Whether it is past its review date."""
        return self.review_on is not None and self.review_on < timezone.localdate()

    @property
    def expired(self) -> bool:
        """Whether search leaves it out by now."""
        return self.expires_at is not None and self.expires_at <= timezone.now()


def life_of(document: Document, rules: Rules) -> Life:
    """What counts for this document. Days of rules are counted from when it was added, or last reviewed."""
    looked_at = timezone.localdate(document.reviewed_at or document.created_at)
    review_on = looked_at + timedelta(days=rules.review_days) if rules.review_days else None
    expires_at = document.created_at + timedelta(days=rules.expire_days) if rules.expire_days else None
    return Life(
        owner=document.owner or rules.owner,
        data_class=DataClass(document.data_class or rules.data_class),
        review_on=document.review_on or review_on,
        expires_at=document.expires_at or expires_at,
        weight=rules.weight if document.weight is None else document.weight,
    )


def lives(documents: Iterable[Document]) -> dict[UUID, Life]:
    """What counts for each of these documents, their rules looked up together."""
    known = list(documents)
    rules = Rules.objects.select_related("owner").in_bulk({each.collection_id for each in known})
    return {each.pk: life_of(each, rules.get(each.collection_id) or Rules(collection_id=each.collection_id)) for each in known}


def settle(documents: QuerySet[Document]) -> None:
    """Let search know what counts for these documents from now on; those that it doesn't show are passed over."""
    ids = list(documents.exclude(current=None).values_list("pk", flat=True))
    for some in batched(ids):
        known = list(Document.objects.filter(pk__in=some).select_related("current"))
        found = lives(known)
        index.set_terms({each.pk: _terms(each, found[each.pk]) for each in known})


def _terms(document: Document, life: Life) -> Terms:
    return Terms(
        review_on=life.review_on,
        expires_at=life.expires_at,
        weight=life.weight,
        data_class=life.data_class.value,
        kind=describing.kind(document.current.media_type if document.current else "").value,
        author=describing.author(document),
        dated=describing.dated(document),
        language=describing.language(document),
    )


def put_off(documents: Iterable[Document]) -> None:
    """What has expired and comes back all the same gets the collection's grace time once more."""
    known = list(documents)
    for document in (each for each, life in zip(known, lives(known).values(), strict=True) if life.expired):
        rules = rules_of(document.collection)
        later = timezone.now() + timedelta(days=max(1, rules.grace_days))
        Document.with_trash.filter(pk=document.pk).update(expires_at=later)
