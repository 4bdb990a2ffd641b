"""Which points are meant: conditions on the ids that a point carries."""

from collections.abc import Collection, Iterable
from uuid import UUID

from qdrant_client import models

from retrieval.qdrant.points import Field


def any_of(field: Field, values: Iterable[UUID]) -> models.FieldCondition:
    """The points whose `field` is one of these."""
    return models.FieldCondition(key=field, match=models.MatchAny(any=[str(value) for value in values]))


def of_documents(document_ids: Collection[UUID], but: Collection[UUID]) -> models.Filter:
    """The points of these documents, but for those of the versions `but`."""
    return models.Filter(must=any_of("document_id", document_ids), must_not=any_of("version_id", but) if but else None)
