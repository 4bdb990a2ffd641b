"""What the index holds: ids, vectors and numbers of points."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from numpy import float32
from numpy.typing import NDArray
from qdrant_client import models

from retrieval.qdrant.conditions import any_of, of_documents
from retrieval.qdrant.connecting import client, speaking
from retrieval.qdrant.points import FIELDS, Field, Held, dense_of


def chunk_ids(physical: str, field: Field, value: UUID) -> set[UUID]:
    """The ids of all points whose `field` is `value`."""
    found: set[UUID] = set()
    where, offset = models.Filter(must=any_of(field, [value])), None
    with speaking(missing_is_empty=True):
        while True:
            records, offset = client().scroll(
                physical, scroll_filter=where, limit=1000, offset=offset, with_payload=False, with_vectors=False
            )
            found |= {UUID(str(record.id)) for record in records}
            if offset is None:
                break
    return found


def dense_vectors(physical: str, chunk_ids: Sequence[UUID]) -> dict[UUID, NDArray[float32]]:
    """The dense vectors of these points in the collection `physical`; those that are not there are left out."""
    if not chunk_ids:
        return {}
    with speaking(missing_is_empty=True):
        ids = [str(chunk_id) for chunk_id in chunk_ids]
        records = client().retrieve(physical, ids, with_payload=False, with_vectors=["dense"])
        return {UUID(str(record.id)): dense_of(record.vector) for record in records}
    return {}


def pages(physical: str) -> Iterator[list[Held]]:
    """Every point of the collection, a thousand at a time."""
    offset = None
    while True:
        found: list[models.Record] = []
        with speaking(missing_is_empty=True):
            found, offset = client().scroll(physical, limit=1000, offset=offset, with_payload=list(FIELDS), with_vectors=False)
        yield [Held(UUID(str(each.id)), *(UUID((each.payload or {})[name]) for name in FIELDS)) for each in found]
        if offset is None:
            return


def tally(physical: str) -> Counter[UUID]:
    """How many points there are of each version, in one pass over the whole collection."""
    found: Counter[UUID] = Counter()
    offset = None
    with speaking(missing_is_empty=True):
        while True:
            records, offset = client().scroll(physical, limit=1000, offset=offset, with_payload=["version_id"], with_vectors=False)
            found.update(UUID(str((record.payload or {})["version_id"])) for record in records)
            if offset is None:
                break
    return found


def count(physical: str, field: Field, value: UUID) -> int:
    """How many points have this `field`; exact."""
    with speaking(missing_is_empty=True):
        return client().count(physical, models.Filter(must=any_of(field, [value])), exact=True).count
    return 0


def count_in(physical: str, document_ids: Collection[UUID], *, but: Collection[UUID] = ()) -> int:
    """How many points of these documents one version of the index has, but for those of the versions `but`; exact."""
    with speaking(missing_is_empty=True):
        return client().count(physical, of_documents(document_ids, but), exact=True).count
    return 0
