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
class IndexConf:
    """How Qdrant keeps vectors and searches them. Sizes are in KB of vectors; where 0 may stand, it leaves the choice to Qdrant.

    `quantised` is "int8" or "none". The graph (HNSW) has `m` edges a point; there is none with 0. `ef`, `acorn` and `oversampling`
    count at each search, `shards` when a collection is made, the rest then and at `manage.py index tune`.
    """

    quantised: str = "int8"
    quantised_in_memory: bool = True
    oversampling: float = 2.0
    vectors_on_disk: bool = False
    payload_on_disk: bool = True
    words_on_disk: bool = False
    m: int = 16
    ef_construct: int = 128
    full_scan_kb: int = 100_000
    graph_on_disk: bool = False
    ef: int = 0
    acorn: bool = False
    segments: int = 0
    segment_kb: int = 0
    memmap_kb: int = 0
    shards: int = 1
    replicas: int = 1
    written: int = 1


QUANTISED = ("int8", "none")


@dataclass(frozen=True)
class RetrievalConf:
    """Where the vectors live and how a search is cut. Chunk sizes are in the embedding model's tokens, and those of the next
    version of the index: each keeps its own.

    `model` is a folder or name, or after SERVED the name of a model behind a URL.

    `yields_to` are functions that tell whether others wait, for whom building another version of the index steps back; `questions`
    is one that gives what was asked lately, `cuts` one that cuts a document's version (an IndexedVersion) from its pages by a
    Chunker; `guard` is a module that says whether a version may be switched to yet, as `retrieval.building.guarding.Guard` has
    it; `newly_said` tells what a version says that the one before it did not (`retrieval.whole.newly`). They are named here as
    retrieval knows nobody above it.
    """

    qdrant_url: str
    qdrant_api_key: str
    alias: str
    index: IndexConf
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
    cuts: str
    guard: str
    newly_said: str
