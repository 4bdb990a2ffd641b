"""What a collection's vectors look like: from the request that makes it, to the engine's settings, to the answer about it."""

from dataclasses import dataclass
from typing import Any

import qdrant_edge as edge
from qdrant_client import models

from retrieval.vectors.refusals import Refused, only

# Measured on 384 dimensions: a scan of quantised vectors, scored again with the full ones, takes 6 ms for 100 thousand points
# at recall 1.0, under any filter. A graph takes 2 ms, but minutes of building and, under a filter, recall as low as 0.2.
GRAPH = edge.HnswIndexConfig(m=0, ef_construct=128, full_scan_threshold=100_000)
# The engine can't be read while it rewrites a segment. Segments of this much (in KB; 6,800 vectors of 384) take it about half a
# second, and 1.5 s on a machine with four times too much to do. From half of it on, a segment is quantised.
SEGMENT = 10_000


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
    return Shape({name: params.size for name, params in _dense(made).items()}, frozenset(made.sparse_vectors or {}))


def config(made: models.CreateCollection) -> edge.EdgeConfig:
    """The engine's settings for the collection that this request makes. The graph asked for is not built: see GRAPH."""
    only(made, "vectors", "sparse_vectors", "hnsw_config", "quantization_config")
    dense = {name: _vector(params) for name, params in _dense(made).items()}
    sparse = {name: _sparse(params) for name, params in (made.sparse_vectors or {}).items()}
    if not dense and not sparse:
        raise Refused(400, "Wrong input: a collection needs at least one vector")
    return edge.EdgeConfig(
        vectors=dense or None,
        sparse_vectors=sparse or None,
        hnsw_config=GRAPH,
        quantization_config=_quantization(made.quantization_config),
        optimizers=edge.EdgeOptimizersConfig(max_segment_size=SEGMENT, indexing_threshold=SEGMENT // 2),
    )


def described(made: models.CreateCollection) -> models.CollectionConfig:
    """What the collection is, as Qdrant would say it."""
    return models.CollectionConfig(
        params=models.CollectionParams(vectors=made.vectors, sparse_vectors=made.sparse_vectors),
        hnsw_config=models.HnswConfig(m=GRAPH.m, ef_construct=GRAPH.ef_construct, full_scan_threshold=GRAPH.full_scan_threshold),
        optimizer_config=models.OptimizersConfig(default_segment_number=0, max_segment_size=SEGMENT, flush_interval_sec=1),
        quantization_config=made.quantization_config,
    )


def _dense(made: models.CreateCollection) -> dict[str, models.VectorParams]:
    if isinstance(made.vectors, models.VectorParams):
        return {"": made.vectors}
    return made.vectors or {}


def _vector(params: models.VectorParams) -> edge.EdgeVectorParams:
    only(params, "size", "distance")
    if not 0 < params.size <= 65536:
        raise Refused(422, "Validation error: the size of a vector must be from 1 to 65536")
    return edge.EdgeVectorParams(size=params.size, distance=getattr(edge.Distance, params.distance.value))


def _sparse(params: models.SparseVectorParams) -> edge.EdgeSparseVectorParams:
    only(params, "modifier")
    return edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf if params.modifier == models.Modifier.IDF else None)


def _quantization(wanted: models.QuantizationConfig | None) -> edge.ScalarQuantizationConfig | None:
    if wanted is None:
        return None
    if not isinstance(wanted, models.ScalarQuantization):
        raise Refused(400, "Only scalar quantization is supported by the embedded engine")
    only(wanted.scalar, "type", "quantile", "always_ram")
    return edge.ScalarQuantizationConfig(
        type=edge.ScalarType.Int8, quantile=wanted.scalar.quantile, always_ram=wanted.scalar.always_ram
    )
