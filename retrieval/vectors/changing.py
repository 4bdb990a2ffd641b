"""A collection is told to be kept in another way: the request that made it, with the changes, and what is told of it."""

from typing import TypeVar

from pydantic import BaseModel
from qdrant_client import models

from retrieval.vectors.keeping import check_alone, graph, segment
from retrieval.vectors.refusals import Refused, only
from retrieval.vectors.shapes import dense

Kept = TypeVar("Kept", bound=BaseModel)
KEPT = "The embedded engine can't take the quantised vectors from a collection that has them; build another one"


def changed(made: models.CreateCollection, given: models.UpdateCollection) -> models.CreateCollection:
    """The request that would have made the collection so from the first. Raises Refused."""
    only(given, "vectors", "sparse_vectors", "hnsw_config", "quantization_config", "optimizers_config", "params")
    params = given.params or models.CollectionParamsDiff()
    only(params, "on_disk_payload", "replication_factor", "write_consistency_factor")
    check_alone(params)
    return made.model_copy(
        update={
            "vectors": _vectors(made, given.vectors or {}),
            "sparse_vectors": _sparse(made, given.sparse_vectors or {}),
            "hnsw_config": _over(made.hnsw_config or models.HnswConfigDiff(), given.hnsw_config),
            "quantization_config": _quantised(made, given),
            "optimizers_config": _over(made.optimizers_config or models.OptimizersConfigDiff(), given.optimizers_config),
            "on_disk_payload": made.on_disk_payload if params.on_disk_payload is None else params.on_disk_payload,
        }
    )


def described(made: models.CreateCollection) -> models.CollectionConfig:
    """What the collection is, as Qdrant would say it."""
    return models.CollectionConfig(
        params=models.CollectionParams(
            vectors=made.vectors, sparse_vectors=made.sparse_vectors, shard_number=1, on_disk_payload=made.on_disk_payload
        ),
        hnsw_config=graph(made),
        optimizer_config=models.OptimizersConfig(default_segment_number=0, max_segment_size=segment(made), flush_interval_sec=1),
        quantization_config=made.quantization_config,
    )


def _vectors(made: models.CreateCollection, given: dict[str, models.VectorParamsDiff]) -> models.VectorsConfig | None:
    for name, diff in given.items():
        only(diff, "on_disk")
        if name not in dense(made):
            raise Refused(400, f"Wrong input: Not existing vector name error: {name}")
    if isinstance(made.vectors, models.VectorParams):
        return _over(made.vectors, given.get(""))
    return {name: _over(params, given.get(name)) for name, params in (made.vectors or {}).items()}


def _sparse(
    made: models.CreateCollection, given: dict[str, models.SparseVectorParams]
) -> dict[str, models.SparseVectorParams] | None:
    known = made.sparse_vectors or {}
    for name, diff in given.items():
        if name not in known or diff.modifier not in (None, known[name].modifier):
            raise Refused(400, f"Wrong input: {name} is no sparse vector with this modifier")
    return {name: _over(params, given.get(name)) for name, params in known.items()} or None


def _quantised(made: models.CreateCollection, given: models.UpdateCollection) -> models.QuantizationConfig | None:
    wanted = given.quantization_config
    if wanted is None:
        return made.quantization_config
    if wanted == models.Disabled.DISABLED and made.quantization_config:
        raise Refused(400, KEPT)
    return None if wanted == models.Disabled.DISABLED else wanted


def _over(before: Kept, diff: BaseModel | None) -> Kept:
    """The settings before, with those that the diff names."""
    return before.model_copy(update={name: getattr(diff, name) for name in diff.model_dump(exclude_none=True)}) if diff else before
