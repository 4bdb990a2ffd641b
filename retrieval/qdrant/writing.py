"""Points are written, told of their documents, and removed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from numpy import asarray, float32
from qdrant_client import models

from retrieval.qdrant.conditions import any_of, of_documents
from retrieval.qdrant.connecting import client, speaking
from retrieval.qdrant.points import Field, Point, struct_of

BATCH = 500


def upsert(physical: str, points: Iterable[Point]) -> None:
    """Write points and wait until they can be found; writing them twice is writing them once."""
    pending = [struct_of(point) for point in points]
    with speaking():
        for start in range(0, len(pending), BATCH):
            client().upsert(physical, pending[start : start + BATCH], wait=True)


def try_to_write(physical: str, *, dimensions: int) -> None:
    """Write one point that no search can find, and remove it again."""
    nobody = UUID(int=0)
    dense = asarray([1.0] * dimensions, float32)
    upsert(physical, [Point(nobody, nobody, nobody, nobody, dense, models.SparseVector(indices=[], values=[]))])
    delete_points(physical, [nobody])


def tell(physical: str, told: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Let the points of these versions in the collection `physical` carry this of their documents from now on."""
    operations = [
        models.SetPayloadOperation(
            set_payload=models.SetPayload(payload=dict(each), filter=models.Filter(must=any_of("version_id", [key])))
        )
        for key, each in told.items()
    ]
    with speaking(missing_is_empty=True):
        for start in range(0, len(operations), BATCH):
            client().batch_update_points(physical, operations[start : start + BATCH], wait=True)


def delete(physical: str, field: Field, value: UUID, *, keep_version: UUID | None = None) -> None:
    """Remove the points whose `field` is `value`, but for those of the version `keep_version`."""
    kept = any_of("version_id", [keep_version]) if keep_version else None
    selector = models.FilterSelector(filter=models.Filter(must=any_of(field, [value]), must_not=kept))
    with speaking(missing_is_empty=True):
        client().delete(physical, selector, wait=True)


def delete_points(physical: str, chunk_ids: Sequence[UUID]) -> None:
    """Remove these points; those that are not there are no error."""
    with speaking(missing_is_empty=True):
        client().delete(physical, models.PointIdsList(points=[str(chunk_id) for chunk_id in chunk_ids]), wait=True)


def delete_in(physical: str, document_ids: Collection[UUID], *, but: Collection[UUID] = ()) -> None:
    """Remove all points of these documents from one version of the index, but for those of the versions `but`."""
    with speaking(missing_is_empty=True):
        client().delete(physical, models.FilterSelector(filter=of_documents(document_ids, but)), wait=True)
