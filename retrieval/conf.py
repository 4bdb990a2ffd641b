"""Retrieval's settings."""

from dataclasses import dataclass

from retrieval.rerankers.conf import RerankConf
from retrieval.stages import Stages

SERVED = "served:"


@dataclass(frozen=True)
class ServedConf:
    """Where a model is served that makes vectors; no URL, none."""

    url: str
    api_key: str


@dataclass(frozen=True)
class RetrievalConf:
    """Where the vectors live and how a search is cut. Chunk sizes are in the embedding model's tokens.

    `model` is a folder or name, or after SERVED the name of a model behind a URL.

    `yields_to` are functions that tell whether others wait, for whom building another version of the index steps back; `questions`
    is one that gives what was asked lately; `guard` is a module that says whether a version may be switched to yet, as
    `retrieval.building.guarding.Guard` has it. They are named here as retrieval knows nobody above it.
    """

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
    served: ServedConf
    lease_seconds: int
    yields_to: tuple[str, ...]
    questions: str
    guard: str
