"""What may be shown at this moment: the one question that search, suggestions and "is there anything?" all ask."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from retrieval.chunkers import searched
from retrieval.excluding import excluded, included
from retrieval.models import Exclusion, IndexedDocument, StoredChunk


def visible(collections: Collection[UUID]) -> QuerySet[IndexedDocument]:
    """The documents of these collections that have a visible version and have not expired by now."""
    current = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    return IndexedDocument.objects.filter(current, collection_id__in=collections)


def chunks_of(documents: QuerySet[IndexedDocument], collections: Collection[UUID]) -> QuerySet[StoredChunk]:
    """The chunks of the visible versions of these documents, but for those that their editors keep out of search; of these
    collections alone, whatever the documents are.
    """
    shown = documents.filter(version_id=OuterRef("version_id"))
    return included(StoredChunk.objects.filter(Exists(shown), collection_id__in=collections))


def findable(collections: Collection[UUID]) -> QuerySet[IndexedDocument]:
    """Those of them of which not every chunk is excluded."""
    chunks = searched(StoredChunk.objects.filter(version_id=OuterRef("version_id")))
    marked = Q(document_id__in=Exclusion.objects.values("document_id"))  # few: the others' chunks need no look
    return visible(collections).exclude(marked & Exists(excluded(chunks)) & ~Exists(included(chunks)))
