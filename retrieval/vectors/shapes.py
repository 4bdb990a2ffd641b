"""What a collection's vectors look like, and whether those that come in look so."""

from dataclasses import dataclass
from typing import Any

import qdrant_edge as edge
from qdrant_client import models

from retrieval.vectors.refusals import Refused


@dataclass(frozen=True)
class Shape:
    """The named vectors of a collection: the size of each dense one, and which are sparse. An unnamed vector has the name ""."""

    dense: dict[str, int]
    sparse: frozenset[str]

    def checked(self, given: Any) -> Any:
        """The vectors of one point as the engine takes them. A wrong one must stop here, before it is in the log of writes."""
        if isinstance(given, dict):
            return {name: self.vector(name, vector) for name, vector in given.items()}
        return self.vector("", given)

    def vector(self, name: str, given: Any) -> Any:
        """One dense or sparse vector, checked against what the collection has under this name."""
        if isinstance(given, models.SparseVector):
            return self._sparse(name, given)
        if not isinstance(given, list) or any(isinstance(each, list) for each in given):
            raise Refused(400, "Only plain dense and sparse vectors are supported by the embedded engine")
        if name not in self.dense:
            raise Refused(400, f"Wrong input: Not existing vector name error: {name}")
        if len(given) != self.dense[name]:
            raise Refused(400, f"Wrong input: Vector dimension error: expected dim: {self.dense[name]}, got {len(given)}")
        return given

    def _sparse(self, name: str, given: models.SparseVector) -> edge.SparseVector:
        if name not in self.sparse:
            raise Refused(400, f"Wrong input: Not existing vector name error: {name}")
        if len(given.indices) != len(given.values) or len(set(given.indices)) != len(given.indices):
            raise Refused(422, "Validation error: a sparse vector needs one value for each index, and each index once")
        return edge.SparseVector(indices=given.indices, values=given.values)


def shape(made: models.CreateCollection) -> Shape:
    """The shape of the collection that this request makes."""
    return Shape({name: params.size for name, params in dense(made).items()}, frozenset(made.sparse_vectors or {}))


def dense(made: models.CreateCollection) -> dict[str, models.VectorParams]:
    """The dense vectors by name; one without a name has the name ""."""
    if isinstance(made.vectors, models.VectorParams):
        return {"": made.vectors}
    return made.vectors or {}
