"""Chunks against points and versions: each visible version has its chunks, each chunk its point, and there are no others."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from uuid import UUID

from django.db.models import Count, Q

from ingestion import intake, recutting
from ingestion.checks.findings import Finding
from ingestion.models import Document, Leftover, State, Version
from retrieval import chunkers, index
from retrieval import chunks as stored
from retrieval.errors import RetrievalError
from retrieval.messages import IndexedVersion
from retrieval.models import StoredChunk


def chunks_and_points() -> Iterator[Finding]:
    """Compare what the database has of each version with what Qdrant has."""
    try:
        points = index.tally()
    except RetrievalError as error:
        yield Finding("index does not answer", str(error))
        return
    every = _all()
    yield from _of_documents(Counter(stored.counted()), points)
    yield from _without_any(every)
    yield from _surplus(every, points)


def _all() -> Counter[UUID]:
    """Chunks of each version, however they are cut."""
    return Counter(dict(StoredChunk.objects.order_by().values_list("version_id").annotate(Count("pk"))))


def _of_documents(chunks: Counter[UUID], points: Counter[UUID]) -> Iterator[Finding]:
    being_erased = Q(deleted_at__isnull=False, purge_at=None)
    for document in (
        Document.with_trash.exclude(current=None).exclude(being_erased).select_related("current", "collection").iterator()
    ):
        version_id = document.current_id
        if version_id and chunks[version_id] != points[version_id]:
            what = f"{document.name}: {points[version_id]} points for {chunks[version_id]} chunks."
            # Points can be made anew from chunks; chunks that are lost only from the file.
            whole = chunks[version_id] > points[version_id]
            yield Finding("unlike numbers", what, partial(index.restore, version_id) if whole else partial(intake.retry, document))


def _without_any(chunks: Counter[UUID]) -> Iterator[Finding]:
    """Documents that are shown and have text, and no chunk however they are cut: nothing compares their numbers."""
    for document in Document.objects.exclude(current=None).select_related("current", "collection").iterator():
        if document.current and not chunks[document.current.pk] and _can_be_cut(document.current):
            yield Finding("no chunks", f"{document.name} has text and no chunks.", partial(intake.retry, document))


def _can_be_cut(version: Version) -> bool:
    """Whether there is anything to cut. Where the model that measures can't be had, that is said elsewhere."""
    known = IndexedVersion(version.document_id, version.pk, version.document.collection_id, version.title)
    try:
        return any(recutting.chunks(known, chunkers.current()))
    except RetrievalError:
        return False


def _surplus(chunks: Counter[UUID], points: Counter[UUID]) -> Iterator[Finding]:
    """A failed version has no chunks; one on its way may have some."""
    known = set(Version.objects.exclude(state=State.FAILED).values_list("pk", flat=True))
    known |= set(Leftover.objects.values_list("pk", flat=True))
    for version_id in (chunks.keys() | points.keys()) - known:
        what = f"{chunks[version_id]} chunks and {points[version_id]} points of {version_id}, which is no version."
        yield Finding("surplus chunks", what, partial(index.discard, version_id))
