"""The chunks of a version as the live index has them, for those who look after its document."""

from collections.abc import Iterable, Iterator
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Exists, Model, OuterRef, QuerySet

from access.scope import Scope
from retrieval import excluding, versions
from retrieval.chunkers import searched
from retrieval.embedding import Model as Embedder
from retrieval.messages import Excluded, KnownChunk, Span, WrittenChunk
from retrieval.models import Exclusion, StoredChunk
from retrieval.visible import chunks_of, visible

Row = TypeVar("Row", bound=Model)


def texts(document_ids: Iterable[UUID]) -> Iterator[str]:
    """The text of each chunk of these documents, in all versions."""
    rows = StoredChunk.objects.filter(document_id__in=list(document_ids))
    return rows.values_list("text", flat=True).iterator(chunk_size=500)


def of_gone_documents(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Those of the rows whose `document_id` names a document that is gone for good: one in the trash still has its chunks."""
    return rows.filter(~Exists(StoredChunk.objects.filter(document_id=OuterRef("document_id"))))


def outline(version_id: UUID) -> dict[UUID, tuple[Span, ...]]:
    """The ids of a version's chunks in order, each with the places at which it stands. No text is fetched."""
    rows = searched(StoredChunk.objects.filter(version_id=version_id)).order_by("ordinal").values_list("id", "spans")
    return {chunk_id: tuple(Span(*span) for span in spans) for chunk_id, spans in rows}


def written(document_id: UUID, chunk_ids: Iterable[UUID]) -> tuple[WrittenChunk, ...]:
    """These chunks of a document, in order."""
    rows = StoredChunk.objects.filter(document_id=document_id, id__in=list(chunk_ids)).defer("lines").order_by("ordinal")
    exclusions = Exclusion.objects.filter(document_id=document_id).select_related("by")
    known = {each.text_digest: _excluded(each) for each in exclusions}
    model = versions.current_model()
    return tuple(_written(row, known.get(row.text_digest), model) for row in rows)


def findable(scope: Scope, chunk_ids: Iterable[UUID]) -> dict[UUID, KnownChunk]:
    """Those of the chunks that a search in this Scope could find now, by their ids; also where they are of the version of the index
    beside the live one.
    """
    rows = chunks_of(visible(scope.collections), scope.collections).filter(id__in=list(chunk_ids))
    return {
        row.pk: KnownChunk(
            row.document_id, row.version_id, row.title, tuple(row.heading), row.text, row.spans[0][0] if row.spans else 1
        )
        for row in rows.defer("lines")
    }


def number_of(version_id: UUID, chunk_id: UUID) -> int | None:
    """The place of a chunk in this version, counted from 1; None if it is not of it."""
    rows = searched(StoredChunk.objects.filter(version_id=version_id, pk=chunk_id))
    ordinal = rows.values_list("ordinal", flat=True).first()
    return None if ordinal is None else ordinal + 1


def excluded_in(version_id: UUID) -> dict[int, UUID]:
    """The chunks of a version that are kept out of search, by their places."""
    rows = excluding.excluded(searched(StoredChunk.objects.filter(version_id=version_id))).order_by("ordinal")
    return {ordinal + 1: chunk_id for ordinal, chunk_id in rows.values_list("ordinal", "id")}


def counted() -> dict[UUID, int]:
    """How many chunks the live index should have of each version of a document, by those that have any."""
    rows = searched(StoredChunk.objects.all()).order_by().values_list("version_id")
    return dict(rows.annotate(chunks=Count("*")))


def _excluded(row: Exclusion) -> Excluded:
    return Excluded(row.by.get_full_name() or row.by.username if row.by else "", row.at, row.reason)


def _written(row: StoredChunk, excluded: Excluded | None, model: Embedder) -> WrittenChunk:
    return WrittenChunk(
        chunk_id=row.id,
        ordinal=row.ordinal,
        heading=tuple(row.heading),
        text=row.text,
        spans=row.own_spans,
        tokens=model.count_tokens(row.text) if model.is_here else None,
        excluded=excluded,
    )
