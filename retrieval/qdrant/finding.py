"""The nearest chunks by each kind of vector."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from numpy import float32
from numpy.typing import NDArray
from qdrant_client import models

from retrieval import payload
from retrieval.filters import NO_FILTERS, Filters
from retrieval.qdrant.conditions import any_of
from retrieval.qdrant.connecting import client, speaking
from retrieval.qdrant.points import Sparse, sparse_of
from retrieval.qdrant.tuning import searched

NOT_FOUND = (None, None)


@dataclass(frozen=True)
class Candidate:
    """One chunk that a search brought back. A rank counts from 1; None where that kind of vector did not bring it.

    `dense` is the cosine (-1 to 1); `sparse` is the BM25 score (0 and up).
    """

    chunk_id: UUID
    dense: float | None = None
    dense_rank: int | None = None
    sparse: float | None = None
    sparse_rank: int | None = None


def candidates(
    physical: str,
    *,
    dense: NDArray[float32] | None,
    sparse: Sparse | None,
    collections: Collection[UUID],
    limit: int,
    version: UUID | None = None,
    filters: Filters = NO_FILTERS,
) -> list[Candidate]:
    """The `limit` nearest chunks of these collections by each kind of vector, in one call; those found by dense come first.

    With None, or a sparse vector without words, that kind is left out. With no collections nothing is asked. With a `version`
    only its chunks are looked at; their scores are the same as among all. `filters` narrow further, but for their collections.
    """
    if not collections:
        return []
    narrower = [any_of("version_id", [version])] if version else []
    where = models.Filter(must=[any_of("collection_id", collections), *narrower, *payload.conditions(filters)])
    asked: dict[str, models.QueryRequest] = {}
    if dense is not None:
        asked["dense"] = _request("dense", dense.tolist(), where, limit)
    if sparse is not None and len(sparse.indices):
        asked["sparse"] = _request("sparse", sparse_of(sparse), where, limit)
    with speaking(missing_is_empty=True):
        answers = client().query_batch_points(physical, requests=list(asked.values())) if asked else []
        return _joined({name: answer.points for name, answer in zip(asked, answers, strict=True)})
    return []


def _request(name: str, vector: list[float] | models.SparseVector, where: models.Filter, limit: int) -> models.QueryRequest:
    return models.QueryRequest(
        query=vector,
        using=name,
        filter=where,
        params=searched() if name == "dense" else None,
        limit=limit,
        with_payload=False,
    )


def _joined(found: Mapping[str, Sequence[models.ScoredPoint]]) -> list[Candidate]:
    """Hundreds of each kind in every search: each point is looked at once, each candidate made once."""
    dense, sparse = (
        {point.id: (point.score, rank) for rank, point in enumerate(found.get(name, ()), start=1)} for name in ("dense", "sparse")
    )
    return [Candidate(UUID(str(key)), *dense.get(key, NOT_FOUND), *sparse.get(key, NOT_FOUND)) for key in dense | sparse]
