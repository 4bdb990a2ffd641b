"""Points out of rows: the chunks of one version of a document as a version of the index holds them."""

import logging
from collections.abc import Iterator, Sequence
from uuid import UUID

from retrieval import catching_up, cutting, qdrant, reusing, sparse, versions
from retrieval.errors import IndexUnavailable
from retrieval.models import Behind, IndexedDocument, IndexVersion, StoredChunk
from retrieval.payload import payload

log = logging.getLogger(__name__)
# Chunks embedded and sent at once: several batches of the model, so that it can sort them by length, and a step of progress.
STEP = 128


def points(into: IndexVersion, rows: Sequence[StoredChunk]) -> list[qdrant.Point]:
    """The points of these chunks, with vectors as this version of the index makes them; those of visible versions carry what is
    known of their documents once the vectors are made, which takes seconds.
    """
    vectors = reusing.vectors(rows, into)
    shown = IndexedDocument.objects.filter(version_id__in={row.version_id for row in rows})
    told = {each.version_id: payload(each) for each in shown}
    return [
        qdrant.Point(
            chunk_id=row.id,
            document_id=row.document_id,
            version_id=row.version_id,
            collection_id=row.collection_id,
            dense=vector,
            sparse=sparse.document_vector(reusing.embedded(row)),
            told=told.get(row.version_id, {}),
        )
        for row, vector in zip(rows, vectors, strict=True)
    ]


def put(into: IndexVersion, rows: Sequence[StoredChunk]) -> None:
    """Write the points of these chunks; what became known of their documents meanwhile is told again. Raises RetrievalError."""
    made = points(into, rows)
    qdrant.upsert(into.name, made)
    catching_up.mark_changed({each.version_id: each.told for each in made})


def fill(into: IndexVersion, version_id: UUID, *, step: int = STEP) -> Iterator[int]:
    """Write the points of a version of a document, which is cut first if it has to be; yields how many are written, step by step.

    Raises RetrievalError: IndexUnavailable if there are others than there should be in the end.
    """
    cutting.cut(into, version_id)
    rows = cutting.stored(into, version_id)
    total = rows.count()
    for start in range(0, total, step):
        some = list(rows[start : start + step])
        put(into, some)
        yield start + len(some)
    if _without_stale(into, version_id, total) != total:
        raise IndexUnavailable


def fill_beside(into: IndexVersion, version_id: UUID) -> Iterator[int]:
    """`fill` for a version that isn't live. What can't be written to it holds nothing up: it is written down, and made good."""
    try:
        yield from fill(into, version_id)
    except Exception as error:
        if not versions.every().filter(pk=into.pk, state__in=versions.BESIDE).exists():
            if versions.every().filter(pk=into.pk).exclude(state=versions.State.GOING).exists():
                raise  # it is live by now
            return
        log.warning("Version %s was not written to %s (%s): that is made good later", version_id, into, type(error).__name__)
        Behind.objects.get_or_create(index=into, version_id=version_id)


def _without_stale(into: IndexVersion, version_id: UUID, expected: int) -> int:
    """Remove points of this version that have no row, if there are more than expected; returns how many there are then."""
    counted = qdrant.count(into.name, "version_id", version_id)
    if counted <= expected:
        return counted
    current = set(cutting.stored(into, version_id).values_list("pk", flat=True))
    qdrant.delete_points(into.name, list(qdrant.chunk_ids(into.name, "version_id", version_id) - current))
    return qdrant.count(into.name, "version_id", version_id)
