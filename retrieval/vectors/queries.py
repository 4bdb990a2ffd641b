"""Qdrant's searches, from the client's form to the engine's, and points on their way back."""

from typing import Any

import qdrant_edge as edge
from qdrant_client import models

from retrieval.vectors.filters import filter_of
from retrieval.vectors.refusals import Refused, only
from retrieval.vectors.shapes import Shape

LIMIT = 10
MOST = 10_000


def query_of(given: models.QueryRequest, shape: Shape) -> edge.QueryRequest:
    """One search, with its prefetches."""
    only(
        given, "prefetch", "query", "using", "filter", "params", "score_threshold", "limit", "offset", "with_vector", "with_payload"
    )
    return edge.QueryRequest(
        limit=limit_of(given.limit),
        offset=given.offset or 0,
        query=_scoring(given, shape),
        prefetches=_prefetches(given.prefetch, shape),
        filter=filter_of(given.filter),
        score_threshold=given.score_threshold,
        params=_params(given.params),
        with_vector=given.with_vector or False,
        with_payload=payload_of(given.with_payload, default=False),
    )


def limit_of(given: int | None) -> int:
    """How many points to bring: ten if nobody says; an absurd number is refused before the engine makes room for it."""
    if given is not None and not 0 < given <= MOST:
        raise Refused(422, f"Validation error: limit must be from 1 to {MOST}")
    return given or LIMIT


def payload_of(given: Any, *, default: bool) -> Any:
    """Which payload fields to bring."""
    if isinstance(given, models.PayloadSelectorInclude):
        return edge.PayloadSelector.Include(given.include)
    if isinstance(given, models.PayloadSelectorExclude):
        return edge.PayloadSelector.Exclude(given.exclude)
    return default if given is None else given


def scored(point: edge.ScoredPoint) -> dict[str, Any]:
    """A found point as Qdrant writes it."""
    told = record(point)
    told["version"], told["score"] = point.version, point.score
    return told


def record(point: edge.ScoredPoint | edge.Record) -> dict[str, Any]:
    """A stored point as Qdrant writes it: what was not asked for is left out."""
    told: dict[str, Any] = {"id": point.id}
    if (payload := point.payload) is not None:
        told["payload"] = payload
    if (vector := point.vector) is not None:
        told["vector"] = _vectors(vector)
    return told


def _vectors(given: Any) -> Any:
    if isinstance(given, dict):
        return {name: _vectors(vector) for name, vector in given.items()}
    if isinstance(given, edge.SparseVector):
        return {"indices": given.indices, "values": given.values}
    return given


def _prefetches(given: Any, shape: Shape) -> list[edge.Prefetch] | None:
    if given is None:
        return None
    return [_prefetch(each, shape) for each in (given if isinstance(given, list) else [given])]


def _prefetch(given: models.Prefetch, shape: Shape) -> edge.Prefetch:
    only(given, "prefetch", "query", "using", "filter", "params", "score_threshold", "limit")
    return edge.Prefetch(
        limit=limit_of(given.limit),
        query=_scoring(given, shape),
        prefetches=_prefetches(given.prefetch, shape),
        params=_params(given.params),
        filter=filter_of(given.filter),
        score_threshold=given.score_threshold,
    )


def _scoring(given: models.QueryRequest | models.Prefetch, shape: Shape) -> Any:
    query = given.query
    if isinstance(query, models.NearestQuery):
        only(query, "nearest")
        query = query.nearest
    if query is None:
        return None
    if isinstance(query, models.FusionQuery | models.RrfQuery):
        return _fusion(query)
    if isinstance(query, list | models.SparseVector):
        return edge.Query.Nearest(shape.vector(given.using or "", query), using=given.using)
    raise Refused(
        400, f"A query by {type(query).__name__} is not supported by the embedded engine; set QDRANT_URL to use a Qdrant server"
    )


def _fusion(query: models.FusionQuery | models.RrfQuery) -> Any:
    """Reciprocal rank fusion; Qdrant's own k is 2."""
    if isinstance(query, models.RrfQuery):
        return edge.Fusion.Rrf(k=query.rrf.k or 2, weights=query.rrf.weights)
    return edge.Fusion.Rrf(k=2) if query.fusion == models.Fusion.RRF else edge.Fusion.Dbsf()


def _params(given: models.SearchParams | None) -> edge.SearchParams | None:
    if given is None:
        return None
    only(given, "hnsw_ef", "exact", "quantization", "indexed_only", "acorn")
    return edge.SearchParams(
        acorn=_acorn(given.acorn),
        hnsw_ef=given.hnsw_ef,
        exact=given.exact or False,
        quantization=_quantization(given.quantization),
        indexed_only=given.indexed_only or False,
    )


def _acorn(given: models.AcornSearchParams | None) -> edge.AcornSearchParams | None:
    return edge.AcornSearchParams(enable=given.enable or False, max_selectivity=given.max_selectivity) if given else None


def _quantization(given: models.QuantizationSearchParams | None) -> edge.QuantizationSearchParams | None:
    if given is None:
        return None
    return edge.QuantizationSearchParams(ignore=given.ignore or False, rescore=given.rescore, oversampling=given.oversampling)
