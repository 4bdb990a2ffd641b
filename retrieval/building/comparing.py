"""What a version of the index should hold, and what of it is there."""

from collections import Counter
from collections.abc import Collection
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from retrieval import qdrant, versions
from retrieval.models import Behind, IndexedDocument, IndexVersion, StoredChunk

PART = 500


def shown_chunks() -> QuerySet[StoredChunk]:
    """The chunks of all versions of documents that search may show."""
    return StoredChunk.objects.filter(Exists(IndexedDocument.objects.filter(version_id=OuterRef("version_id"))))


def has_to_be(version: IndexVersion, version_id: UUID) -> bool:
    """Whether a version of a document has a place in it: it is shown, or another version of the index holds it (a document in the
    trash, or one that is being written).
    """
    if IndexedDocument.objects.filter(version_id=version_id).exists():
        return True
    others = [each.name for each in versions.holding() if each != version]
    return any(qdrant.count(name, "version_id", version_id) for name in others)


def differing(version: IndexVersion) -> tuple[list[UUID], list[UUID]]:
    """The versions of documents that it lacks, or holds in part; and those that have no place in it.

    It is looked at first: what is written meanwhile is written to the live version before, and so is known there.
    """
    there, live = qdrant.tally(version.name), versions.live()
    held = qdrant.tally(live.name) if live else Counter[UUID]()
    shown = set(IndexedDocument.objects.values_list("version_id", flat=True))
    due = {key: chunks for key, chunks in counted(StoredChunk.objects.all()).items() if key in shown or held[key]}
    lacking = sorted(key for key, chunks in due.items() if there[key] != chunks)
    return lacking, sorted(key for key in there.keys() - due.keys() if not has_to_be(version, key))


def lacking(version: IndexVersion) -> list[UUID]:
    """The shown versions of documents that are not whole in it: a search in it could miss them."""
    due, there = counted(shown_chunks()), qdrant.tally(version.name)
    return sorted(key for key, chunks in due.items() if there[key] != chunks and not is_whole(version, key))


def is_whole(version: IndexVersion, version_id: UUID) -> bool:
    """Whether it has as many points of a version of a document as there are chunks, or that one is not shown any more."""
    if not IndexedDocument.objects.filter(version_id=version_id).exists():
        return True
    chunks = StoredChunk.objects.filter(version_id=version_id).count()
    return chunks == qdrant.count(version.name, "version_id", version_id)


def note(version: IndexVersion, version_ids: Collection[UUID]) -> None:
    """Write down that it lacks these: a worker makes it good."""
    Behind.objects.bulk_create([Behind(index=version, version_id=each) for each in version_ids], ignore_conflicts=True)


def counted(chunks: QuerySet[StoredChunk]) -> dict[UUID, int]:
    """How many of the chunks there are, by their version of a document."""
    return dict(chunks.order_by().values_list("version_id").annotate(chunks=Count("*")))


def gone(chunk_ids: Collection[UUID]) -> set[UUID]:
    """Those of these chunks that have no row any more."""
    return set(chunk_ids) - set(StoredChunk.objects.filter(pk__in=list(chunk_ids)).values_list("pk", flat=True))
