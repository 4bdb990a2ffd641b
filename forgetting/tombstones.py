"""Recognising what was erased: documents by their ids, contents and things of sources by keyed hashes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.crypto import salted_hmac

from forgetting.models import Tombstone

PURPOSE = "forgetting.tombstones"


@dataclass(frozen=True)
class Mark:
    """What a tombstone stands for."""

    kind: str
    digest: str


def document(document_id: UUID) -> Mark:
    """A document that is gone, or is on its way out."""
    return Mark("document", str(document_id))


def content(collection_id: UUID, sha256: str) -> Mark:
    """These bytes, in this collection."""
    return Mark("content", _hash(f"{collection_id}:{sha256}"))


def item(source_id: UUID, key: str) -> Mark:
    """One thing of a source."""
    return Mark("item", _hash(f"{source_id}:{key}"))


def put(marks: Iterable[Mark]) -> None:
    """Remember these. SQL only."""
    rows = [Tombstone(kind=mark.kind, digest=mark.digest) for mark in marks]
    Tombstone.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)


def erased_on(mark: Mark) -> datetime | None:
    """When it was asked to be erased; None if it never was."""
    return Tombstone.objects.filter(kind=mark.kind, digest=mark.digest).values_list("at", flat=True).first()


def erased_among(marks: Collection[Mark]) -> set[Mark]:
    """Those that were asked to be erased."""
    digests = [mark.digest for mark in marks]
    parts = (digests[start : start + 200] for start in range(0, len(digests), 200))
    rows = (row for some in parts for row in Tombstone.objects.filter(digest__in=some).values_list("kind", "digest"))
    return {Mark(kind, digest) for kind, digest in rows} & set(marks)


def all_of(kind: str) -> set[Mark]:
    """All marks of one kind."""
    return {Mark(kind, digest) for digest in Tombstone.objects.filter(kind=kind).values_list("digest", flat=True)}


def _hash(value: str) -> str:
    return salted_hmac(PURPOSE, value, algorithm="sha256").hexdigest()
