"""One order out of two: what the dense and the sparse vectors brought, put on one scale."""

from collections.abc import Sequence
from uuid import UUID

from retrieval.qdrant import Candidate

# Cormack, Clarke and Büttcher (2009), Reciprocal Rank Fusion outperforms Condorcet.
K = 60


def fuse(candidates: Sequence[Candidate]) -> dict[UUID, float]:
    """A score for each candidate, higher is better."""
    return {each.chunk_id: _reciprocal(each.dense_rank) + _reciprocal(each.sparse_rank) for each in candidates}


def _reciprocal(rank: int | None) -> float:
    return 1 / (K + rank) if rank else 0.0
