"""What SQL lets through of the chunks that the index brought, and what is told of them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import QuerySet

from retrieval.filters import DataClass
from retrieval.messages import Passage
from retrieval.models import IndexedDocument, StoredChunk
from retrieval.search.examined import Where
from retrieval.visible import chunks_of


def may_be_shown(chunk_ids: Iterable[UUID], where: Where) -> QuerySet[StoredChunk]:
    """Those of the chunks that may be shown: of the visible version of a document in the Scope that has not expired and is what
    is asked for, and not excluded by its editors.
    """
    return chunks_of(where.documents(), where.scope.collections).filter(id__in=list(chunk_ids))


def known_of(rows: Iterable[StoredChunk]) -> Mapping[UUID, IndexedDocument]:
    """What is known of the rows' documents. The class of one that went this very moment is unknown: the strictest counts."""
    found = {row.document_id: IndexedDocument(document_id=row.document_id, data_class=DataClass.RESTRICTED) for row in rows}
    return found | IndexedDocument.objects.in_bulk(list(found))


def passage_of(row: StoredChunk, score: float, known: IndexedDocument) -> Passage:
    """What is told of a row that was found."""
    return Passage(
        chunk_id=row.id,
        document_id=row.document_id,
        version_id=row.version_id,
        collection_id=row.collection_id,
        title=row.title,
        heading=tuple(row.heading),
        text=row.text,
        spans=row.own_spans,
        lines=row.own_lines,
        score=score,
        name=known.name,
        review_on=known.review_on,
        data_class=known.data_class,
    )
