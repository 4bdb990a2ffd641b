"""Retrieval's settings."""

from dataclasses import dataclass

from retrieval.rerankers.conf import RerankConf
from retrieval.stages import Stages


@dataclass(frozen=True)
class RetrievalConf:
    """Where the vectors live and how a search is cut. Chunk sizes are in the embedding model's tokens."""

    qdrant_url: str
    qdrant_api_key: str
    alias: str
    model: str
    batch: int
    chunk_tokens: int
    chunk_overlap: int
    candidates: int
    keep: int
    stages: Stages
    rerank: RerankConf
