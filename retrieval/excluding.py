"""Chunks that editors keep out of search. What counts is their text: the same words stay excluded in whatever version they stand.

The rows here are looked up while a search runs, as rights and versions are, so that a decision holds from the next search on.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, QuerySet

from access.models import User
from guard.redaction import renumbered
from retrieval import keeping_out
from retrieval.chunkers import searched
from retrieval.models import Exclusion, StoredChunk

Row = TypeVar("Row", bound=Model)


def text_digest(text: str) -> str:
    """By what a chunk is known again: its text alone, not its title or headings, and not the numbers of masked values in it, which
    change when one is masked or no longer masked before it.
    """
    return hashlib.sha256(renumbered(text).encode("utf-8", "surrogatepass")).hexdigest()


def exclude(chunk_id: UUID, *, reason: str, by: User) -> None:
    """Let no search find this chunk from now on. One that is excluded already stays as it was; one that is gone changes nothing."""
    row = StoredChunk.objects.only("document_id", "version_id", "text_digest").filter(pk=chunk_id).first()
    if row:
        known = {"document_id": row.document_id, "text_digest": row.text_digest}
        Exclusion.objects.get_or_create(**known, defaults={"reason": reason, "by": by})
        keeping_out.carry_everywhere(row.version_id)


def take_back(chunk_id: UUID) -> None:
    """Let searches find this chunk again, and what is excluded as it is, however it is cut."""
    row = StoredChunk.objects.only("document_id", "version_id", "text_digest").filter(pk=chunk_id).first()
    if row:
        known = list(Exclusion.objects.filter(document_id=row.document_id, text_digest=row.text_digest))
        Exclusion.objects.filter(keeping_out.alike(row.document_id, known)).delete()
        if not any(each.of for each in known):
            keeping_out.carry_everywhere(row.version_id)  # what holds others' text as well


def excluded(chunks: QuerySet[StoredChunk]) -> QuerySet[StoredChunk]:
    """Those of the chunks that are kept out of search."""
    return chunks.filter(_exclusion())


def included(chunks: QuerySet[StoredChunk]) -> QuerySet[StoredChunk]:
    """Those of the chunks that are not."""
    return chunks.filter(~_exclusion())


def tally(versions: Mapping[UUID, UUID | None]) -> Counter[UUID]:
    """How many chunks are excluded, by document; `versions` maps each document to the version that is meant."""
    marked = set(Exclusion.objects.filter(document_id__in=versions).values_list("document_id", flat=True))
    if not marked:
        return Counter()
    meant = [version for version in map(versions.get, marked) if version]
    chunks = searched(StoredChunk.objects.filter(version_id__in=meant, document_id__in=marked))
    return Counter(excluded(chunks).values_list("document_id", flat=True))


def with_exclusions(rows: QuerySet[Row], *, document: str = "pk", version: str = "current_id") -> QuerySet[Row]:
    """Those of the rows whose document has an excluded chunk in the named version."""
    chunks = excluded(searched(StoredChunk.objects.filter(version_id=OuterRef(version))))
    return rows.filter(Exists(chunks), **{f"{document}__in": Exclusion.objects.values("document_id")})


def follow(version_id: UUID, change: Callable[[str], str]) -> None:
    """Keep what is excluded from a version excluded when its texts will have been changed so."""
    rows = list(excluded(StoredChunk.objects.filter(version_id=version_id)))
    new = {row.text_digest: text_digest(change(row.text)) for row in rows}
    for known in Exclusion.objects.filter(document_id__in={row.document_id for row in rows}, text_digest__in=new):
        said = {"reason": known.reason, "by_id": known.by_id, "of": new.get(known.of, known.of)}
        Exclusion.objects.get_or_create(document_id=known.document_id, text_digest=new[known.text_digest], defaults=said)


def copy(document_id: UUID, other_id: UUID) -> None:
    """Keep out of search in the other document what is kept out in this one. Safe to repeat."""
    for known in Exclusion.objects.filter(document_id=document_id):
        said = {"reason": known.reason, "by_id": known.by_id, "of": known.of}
        Exclusion.objects.get_or_create(document_id=other_id, text_digest=known.text_digest, defaults=said)


def forget(document_id: UUID) -> None:
    """The document is gone for good."""
    Exclusion.objects.filter(document_id=document_id).delete()


def _exclusion() -> Exists:
    return Exists(Exclusion.objects.filter(document_id=OuterRef("document_id"), text_digest=OuterRef("text_digest")))
