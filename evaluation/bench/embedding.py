"""Chunks embedded a second through Footnote's own path, beside a bare loop over the same model in the same run."""

import time
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings

from evaluation.apart import apart
from evaluation.bench.messages import Measurement
from evaluation.bench.texts import chunks
from retrieval import embedding, index
from retrieval.local_model import LocalModel
from retrieval.messages import Chunk, IndexedVersion

CHUNKS = 256
BARE_BATCH = 32
ROUNDS = 2


def measure() -> Measurement:
    """The best of two rounds each, taken in turn, so that both meet the same machine."""
    pieces = chunks(CHUNKS)
    texts = [piece.text for piece in pieces]
    embedding.configured().encode(texts[:8])
    model = _bare_model()
    with apart():
        rounds = [(_speed(lambda: _bare(model, texts)), _written(pieces)) for _ in range(ROUNDS)]
    bare, ours = (max(column) for column in zip(*rounds, strict=True))
    figures = {"bare loop, chunks a second": bare, "Footnote's path, chunks a second": ours, "ratio": ours / bare}
    return Measurement(f"Embedding {CHUNKS} chunks: model, BM25 weights, database and Qdrant against the model alone", figures)


def _bare_model() -> object:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(LocalModel(settings.RETRIEVAL.model).folder), device="cpu", local_files_only=True)


def _bare(model: object, texts: list[str]) -> None:
    for start in range(0, len(texts), BARE_BATCH):
        model.encode(texts[start : start + BARE_BATCH], normalize_embeddings=True, show_progress_bar=False)  # type: ignore[attr-defined]


def _written(pieces: list[Chunk]) -> float:
    """How fast a version is written whose texts are nowhere in the index: a text that is there would not be embedded."""
    version = IndexedVersion(uuid4(), uuid4(), uuid4(), "")
    speed = _speed(lambda: index.write(version, pieces))
    index.discard(version.version_id)
    return speed


def _speed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return CHUNKS / (time.perf_counter() - start)
