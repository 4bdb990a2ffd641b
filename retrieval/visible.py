"""What may be shown at this moment: the one question that search, suggestions and "is there anything?" all ask."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from retrieval.models import IndexedDocument


def visible(collections: Collection[UUID]) -> QuerySet[IndexedDocument]:
    """The documents of these collections that have a visible version and have not expired by now."""
    current = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    return IndexedDocument.objects.filter(current, collection_id__in=collections)
