"""The chunks of a version as the index has them, for those who look after its document."""

from collections.abc import Iterable
from uuid import UUID

from retrieval import embedding
from retrieval.messages import Span, WrittenChunk
from retrieval.models import StoredChunk


def outline(version_id: UUID) -> dict[UUID, tuple[int, ...]]:
    """The ids of a version's chunks in order, each with the pages on which it stands. No text is fetched."""
    rows = StoredChunk.objects.filter(version_id=version_id).order_by("ordinal").values_list("id", "spans")
    return {chunk_id: tuple(sorted({page for page, _, _ in spans})) for chunk_id, spans in rows}


def written(chunk_ids: Iterable[UUID]) -> tuple[WrittenChunk, ...]:
    """These chunks in order."""
    rows = StoredChunk.objects.filter(id__in=list(chunk_ids)).defer("lines").order_by("ordinal")
    return tuple(_written(row) for row in rows)


def _written(row: StoredChunk) -> WrittenChunk:
    return WrittenChunk(
        chunk_id=row.id,
        ordinal=row.ordinal,
        heading=tuple(row.heading),
        text=row.text,
        spans=tuple(Span(*span) for span in row.spans),
        tokens=embedding.count_tokens(row.text) if embedding.is_here() else None,
    )
