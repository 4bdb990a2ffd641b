"""How the engine keeps a collection: from the request that makes it to the engine's settings, and to the answer about it."""

import qdrant_edge as edge
from qdrant_client import models

from retrieval.vectors.refusals import Refused, only
from retrieval.vectors.shapes import dense

# Measured on 384 dimensions: a scan of quantised vectors, scored again with the full ones, takes 6 ms for 100 thousand points
# at recall 1.0, under any filter. A graph takes 2 ms, but minutes of building and, under a filter, recall as low as 0.2.
NO_GRAPH = models.HnswConfig(m=0, ef_construct=128, full_scan_threshold=100_000)
# The engine can't be read while it rewrites a segment. Segments of this much (in KB; 6,800 vectors of 384) take it about half a
# second, and 1.5 s on a machine with four times too much to do. From half of it on, a segment is quantised.
SEGMENT = 10_000


def config(made: models.CreateCollection) -> edge.EdgeConfig:
    """The engine's settings for the collection that this request makes. What it can't do is refused."""
    only(made, "vectors", "sparse_vectors", "hnsw_config", "quantization_config", "optimizers_config", "on_disk_payload", *ALONE)
    check_alone(made)
    named = {name: _vector(params) for name, params in dense(made).items()}
    sparse = {name: _sparse(params) for name, params in (made.sparse_vectors or {}).items()}
    if not named and not sparse:
        raise Refused(400, "Wrong input: a collection needs at least one vector")
    built = graph(made)
    return edge.EdgeConfig(
        vectors=named or None,
        sparse_vectors=sparse or None,
        on_disk_payload=made.on_disk_payload,
        hnsw_config=edge.HnswIndexConfig(
            m=built.m, ef_construct=built.ef_construct, full_scan_threshold=built.full_scan_threshold, on_disk=built.on_disk
        ),
        quantization_config=_quantization(made.quantization_config),
        optimizers=_optimizers(made),
    )


def graph(made: models.CreateCollection) -> models.HnswConfig:
    """The graph that is built: the one asked for, but only where a max_segment_size is asked for too.

    In the small segments that are made otherwise a scan is as quick; and a graph over large ones takes minutes, with no answers.
    """
    asked = made.hnsw_config
    if not _segment_asked(made) or asked is None:
        return NO_GRAPH
    only(asked, "m", "ef_construct", "full_scan_threshold", "on_disk")
    return NO_GRAPH.model_copy(update=asked.model_dump(exclude_none=True))


def segment(made: models.CreateCollection) -> int:
    """The largest segment that the engine makes by merging, in KB."""
    return _segment_asked(made) or SEGMENT


ALONE = ("shard_number", "replication_factor", "write_consistency_factor")


def check_alone(asked: models.CreateCollection | models.CollectionParamsDiff) -> None:
    """There is one shard, and it is here."""
    for name in ALONE:
        if getattr(asked, name, None) not in (None, 1):
            raise Refused(400, f"{name} above 1 is not supported by the embedded engine; set QDRANT_URL to use a Qdrant server")


def _segment_asked(made: models.CreateCollection) -> int | None:
    return made.optimizers_config.max_segment_size if made.optimizers_config else None


def _optimizers(made: models.CreateCollection) -> edge.EdgeOptimizersConfig:
    if made.optimizers_config:
        only(made.optimizers_config, "default_segment_number", "max_segment_size")
    return edge.EdgeOptimizersConfig(
        default_segment_number=(made.optimizers_config and made.optimizers_config.default_segment_number) or None,
        max_segment_size=segment(made),
        indexing_threshold=min(segment(made), SEGMENT) // 2,
    )


def _vector(params: models.VectorParams) -> edge.EdgeVectorParams:
    only(params, "size", "distance", "on_disk")
    if not 0 < params.size <= 65536:
        raise Refused(422, "Validation error: the size of a vector must be from 1 to 65536")
    return edge.EdgeVectorParams(size=params.size, distance=getattr(edge.Distance, params.distance.value), on_disk=params.on_disk)


def _sparse(params: models.SparseVectorParams) -> edge.EdgeSparseVectorParams:
    only(params, "modifier", "index")
    if params.index:
        only(params.index, "on_disk")
    modifier = edge.Modifier.Idf if params.modifier == models.Modifier.IDF else None
    return edge.EdgeSparseVectorParams(modifier=modifier, on_disk=params.index.on_disk if params.index else None)


def _quantization(wanted: models.QuantizationConfig | None) -> edge.ScalarQuantizationConfig | None:
    if wanted is None:
        return None
    if not isinstance(wanted, models.ScalarQuantization):
        raise Refused(400, "Only scalar quantization is supported by the embedded engine")
    only(wanted.scalar, "type", "quantile", "always_ram")
    return edge.ScalarQuantizationConfig(
        type=edge.ScalarType.Int8, quantile=wanted.scalar.quantile, always_ram=wanted.scalar.always_ram
    )
