"""What a version of the index should hold, and what of it is there."""

from collections import Counter
from collections.abc import Collection
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from retrieval import cutting, qdrant, versions
from retrieval.models import Behind, IndexedDocument, IndexVersion, StoredChunk, Uncut

PART = 500


def shown_chunks() -> QuerySet[StoredChunk]:
    """The chunks of all versions of documents that search may show, however they are cut."""
    return StoredChunk.objects.filter(Exists(IndexedDocument.objects.filter(version_id=OuterRef("version_id"))))


def own(version: IndexVersion, chunks: QuerySet[StoredChunk]) -> QuerySet[StoredChunk]:
    """Those of the chunks that are cut as this version of the index has them."""
    return chunks.filter(chunker=version.chunker)


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
    due = {key for key in counted(StoredChunk.objects.all()) if key in shown or held[key]}
    surplus = sorted(key for key in there.keys() - due if not has_to_be(version, key))
    chunks = counted(own(version, StoredChunk.objects.all()))
    return sorted(uncut(version) | {key for key in due if chunks.get(key) != there[key]}), surplus


def lacking(version: IndexVersion) -> list[UUID]:
    """The shown versions of documents that are not whole in it: a search in it could miss them."""
    there, chunks, in_part = qdrant.tally(version.name), counted(own(version, shown_chunks())), uncut(version)
    wrong = {key for key in counted(shown_chunks()) if key in in_part or chunks.get(key) != there[key]}
    return sorted(key for key in wrong if not is_whole(version, key))


def is_whole(version: IndexVersion, version_id: UUID) -> bool:
    """Whether it has as many points of a version of a document as there are chunks in all, or that one is not shown any more."""
    if not IndexedDocument.objects.filter(version_id=version_id).exists():
        return True
    chunks = cutting.stored(version, version_id).count()
    return cutting.is_cut(version, version_id) and chunks == qdrant.count(version.name, "version_id", version_id)


def note(version: IndexVersion, version_ids: Collection[UUID]) -> None:
    """Write down that it lacks these: a worker makes it good."""
    Behind.objects.bulk_create([Behind(index=version, version_id=each) for each in version_ids], ignore_conflicts=True)


def counted(chunks: QuerySet[StoredChunk]) -> dict[UUID, int]:
    """How many of the chunks there are, by their version of a document."""
    return dict(chunks.order_by().values_list("version_id").annotate(chunks=Count("*")))


def gone(version: IndexVersion, chunk_ids: Collection[UUID]) -> set[UUID]:
    """Those of these chunks that have no row any more, or one that is cut in another way."""
    rows = own(version, StoredChunk.objects.filter(pk__in=list(chunk_ids)))
    return set(chunk_ids) - set(rows.values_list("pk", flat=True))


def uncut(version: IndexVersion) -> set[UUID]:
    """The versions of documents of which not all chunks are stored as it has them."""
    return set(Uncut.objects.filter(chunker=version.chunker).values_list("version_id", flat=True))
