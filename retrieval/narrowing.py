"""Filters in the database, which decides what is shown."""

from django.db.models import Q, QuerySet

from retrieval.filters import Filters, words_of
from retrieval.models import IndexedDocument


def matching(documents: QuerySet[IndexedDocument], filters: Filters) -> QuerySet[IndexedDocument]:
    """Those of the documents that are what the filters ask for; their collections are the Scope's business."""
    asked = {
        "document_id__in": filters.documents,
        "kind__in": filters.kinds,
        "language__in": filters.languages,
        "data_class__in": filters.data_classes,
        "dated__gte": filters.since,
        "dated__lte": filters.until,
    }
    found = documents.filter(**{name: value for name, value in asked.items() if value})
    return found.filter(_by_one_of(filters)) if filters.authors else found


def _by_one_of(filters: Filters) -> Q:
    """Every word of one of the authors stands in the document's."""
    found = Q(pk__in=[])
    for author in filters.authors:
        words = words_of(author)
        found |= Q(*(Q(author_words__contains=f" {word} ") for word in words)) if words else Q(pk__in=[])
    return found
