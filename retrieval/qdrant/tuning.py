"""How a collection is kept, and how it is searched: from the settings to what Qdrant is told."""

from typing import Any

from django.conf import settings
from qdrant_client import models

from retrieval.conf import IndexConf
from retrieval.qdrant.connecting import client, speaking


def made(dimensions: int) -> dict[str, Any]:
    """All that a new collection is told."""
    conf = settings.RETRIEVAL.index
    dense = models.VectorParams(size=dimensions, distance=models.Distance.COSINE, on_disk=conf.vectors_on_disk or None)
    return {
        "vectors_config": {"dense": dense},
        "sparse_vectors_config": {"sparse": _words(conf)},
        "hnsw_config": _graph(conf),
        "quantization_config": _quantised(conf),
        "optimizers_config": _segments(conf),
        "on_disk_payload": conf.payload_on_disk,
        "shard_number": conf.shards,
        "replication_factor": conf.replicas,
        "write_consistency_factor": conf.written,
    }


def tune(physical: str) -> int:
    """Let a collection be kept as the settings say now, and tell how many shards it has: those stay. Qdrant works on it in its own
    time; searches go on meanwhile.
    """
    conf = settings.RETRIEVAL.index
    with speaking():
        client().update_collection(
            physical,
            vectors_config={"dense": models.VectorParamsDiff(on_disk=_on_disk(conf, physical))},
            sparse_vectors_config={"sparse": _words(conf)},
            hnsw_config=_graph(conf),
            quantization_config=_quantised(conf) or models.Disabled.DISABLED,
            optimizers_config=_segments(conf),
            collection_params=models.CollectionParamsDiff(
                replication_factor=conf.replicas, write_consistency_factor=conf.written, on_disk_payload=conf.payload_on_disk
            ),
        )
    with speaking():
        return client().get_collection(physical).config.params.shard_number or 1
    return 1


def searched() -> models.SearchParams:
    """Search with the small vectors for more than are wanted, then score again with the full ones: recall as without."""
    conf = settings.RETRIEVAL.index
    return models.SearchParams(
        hnsw_ef=conf.ef or None,
        acorn=models.AcornSearchParams(enable=True) if conf.acorn else None,
        quantization=models.QuantizationSearchParams(rescore=True, oversampling=conf.oversampling),
    )


def _graph(conf: IndexConf) -> models.HnswConfigDiff:
    """Below so many vectors a scan, as a graph misses much under a narrow filter."""
    return models.HnswConfigDiff(
        m=conf.m, ef_construct=conf.ef_construct, full_scan_threshold=conf.full_scan_kb, on_disk=conf.graph_on_disk
    )


def _quantised(conf: IndexConf) -> models.ScalarQuantization | None:
    if conf.quantised == "none":
        return None
    return models.ScalarQuantization(
        scalar=models.ScalarQuantizationConfig(type=models.ScalarType.INT8, always_ram=conf.quantised_in_memory)
    )


def _words(conf: IndexConf) -> models.SparseVectorParams:
    return models.SparseVectorParams(modifier=models.Modifier.IDF, index=models.SparseIndexParams(on_disk=conf.words_on_disk))


def _segments(conf: IndexConf) -> models.OptimizersConfigDiff:
    return models.OptimizersConfigDiff(
        default_segment_number=conf.segments, max_segment_size=conf.segment_kb or None, memmap_threshold=conf.memmap_kb or None
    )


def _on_disk(conf: IndexConf, physical: str) -> bool | None:
    """None leaves it to the size of a segment, which counts no more once a no was said: so that is said to a yes alone."""
    vectors = client().get_collection(physical).config.params.vectors
    was = vectors["dense"].on_disk if isinstance(vectors, dict) else None
    return conf.vectors_on_disk or (False if was else None)
