"""Writes, from the client's form to the engine's."""

from collections.abc import Iterable
from itertools import repeat
from typing import Any

import qdrant_edge as edge
from qdrant_client import models

from retrieval.vectors.filters import filter_of
from retrieval.vectors.refusals import Refused, only
from retrieval.vectors.shapes import Shape

Operation = edge.UpdateOperation


def upsert_of(given: models.PointsBatch | models.PointsList, shape: Shape) -> Operation:
    """Insert points, or replace those that are there. All are checked before any is written."""
    only(given, "points", "batch")
    points = given.points if isinstance(given, models.PointsList) else _unzipped(given.batch)
    return Operation.upsert_points(
        [edge.Point(id=point.id, vector=shape.checked(point.vector), payload=point.payload) for point in points]
    )


def delete_of(given: models.PointIdsList | models.FilterSelector) -> Operation:
    """Delete points by id or by filter."""
    only(given, "points", "filter")
    if isinstance(given, models.PointIdsList):
        return Operation.delete_points(list(given.points))
    return Operation.delete_points_by_filter(_filter(given.filter))


def payload_of(given: models.SetPayload) -> Operation:
    """Set payload fields on points chosen by id or by filter."""
    only(given, "payload", "points", "filter", "key")
    if given.points is not None:
        return Operation.set_payload(list(given.points), given.payload, given.key)
    if given.filter is None:
        raise Refused(422, "Validation error: either points or a filter is needed")
    return Operation.set_payload_by_filter(_filter(given.filter), given.payload, given.key)


def payloads_of(given: models.UpdateOperations) -> list[Operation]:
    """Several settings of payload fields, to be done together. All are checked before any is done."""
    only(given, "operations")
    if any(not isinstance(each, models.SetPayloadOperation) for each in given.operations):
        raise Refused(400, "Only set_payload is supported by the embedded engine in a batch; set QDRANT_URL to use a Qdrant server")
    return [payload_of(each.set_payload) for each in given.operations if isinstance(each, models.SetPayloadOperation)]


def index_of(given: models.CreateFieldIndex) -> Operation:
    """Index a payload field, so that filters on it are quick."""
    if not isinstance(given.field_schema, models.PayloadSchemaType):
        raise Refused(400, "Only a plain type is supported by the embedded engine as field_schema")
    return Operation.create_field_index(given.field_name, getattr(edge.PayloadSchemaType, given.field_schema.value.capitalize()))


def _filter(given: models.Filter) -> edge.Filter:
    return filter_of(given) or edge.Filter()


def _unzipped(batch: models.Batch) -> list[models.PointStruct]:
    """A batch holds columns: ids, vectors (perhaps by name), payloads."""
    vectors: list[Any] = _rows(batch.vectors) if isinstance(batch.vectors, dict) else list(batch.vectors)
    payloads: Iterable[Any] = batch.payloads if batch.payloads is not None else repeat(None, len(batch.ids))
    try:
        rows = list(zip(batch.ids, vectors, payloads, strict=True))
    except ValueError:
        raise Refused(422, "Validation error: a batch needs as many vectors and payloads as ids") from None
    return [models.PointStruct.model_construct(id=id, vector=vector, payload=payload) for id, vector, payload in rows]


def _rows(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    if len({len(column) for column in columns.values()}) > 1:
        raise Refused(422, "Validation error: a batch needs as many vectors under each name")
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
