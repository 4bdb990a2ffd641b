"""Ways to keep an index: what the engine takes of memory and disk over the same chunks, how soon it answers, and what it misses."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from evaluation.apart import apart
from evaluation.bench.filling import TENTH, Filled
from evaluation.bench.messages import Measurement
from evaluation.bench.scale import recall, room
from evaluation.bench.synthetic import Vectors, likeness, questions
from evaluation.metrics import percentile
from retrieval import embedding, qdrant, versions
from retrieval.conf import IndexConf

USUAL = IndexConf()
WAYS = {
    "as usual": USUAL,
    "exact": replace(USUAL, quantised="none"),
    "from disk": replace(USUAL, vectors_on_disk=True, words_on_disk=True, quantised_in_memory=False),
    "large segments": replace(USUAL, segment_kb=200_000, m=0),
    "graph": replace(USUAL, segment_kb=200_000, full_scan_kb=10),
}
SIZES = (10_000,)
ROUNDS = 4


def measure(data: Path, size: int) -> Measurement:
    """With so many chunks, kept in each way in turn; candidates by meaning alone, with a Scope of a tenth."""
    like = likeness(data)
    asked = [embedding.configured().encode_query(question) for question in questions(data)]
    figures: dict[str, float] = {}
    for name, way in WAYS.items():
        with TemporaryDirectory(prefix="footnote-keeping-") as folder, apart(Path(folder)), _kept(way):
            filled = Filled(size, like, rows_too=False)
            written, ordered = filled.fill()
            told = {"written and put in order, s": ordered, "written, s": written}
            told |= _speed(asked) | recall(filled, asked) | room(Path(folder))
        figures |= {f"{name}: {what}": value for what, value in told.items()}
    return Measurement(f"Ways to keep {size:,} chunks, a tenth of them in the Scope", figures)


@contextmanager
def _kept(way: IndexConf) -> Iterator[None]:
    before = settings.RETRIEVAL
    settings.RETRIEVAL = replace(before, index=way)
    try:
        yield
    finally:
        settings.RETRIEVAL = before


def _speed(asked: Sequence[Vectors]) -> dict[str, float]:
    each = [_ask(vector) for _ in range(ROUNDS) for vector in asked]
    return {"candidates, ms (p50)": percentile(each, 0.5), "candidates, ms (p95)": percentile(each, 0.95)}


def _ask(vector: Vectors) -> float:
    start, wanted = time.perf_counter(), settings.RETRIEVAL.candidates
    qdrant.candidates(versions.physical_name(), dense=vector, sparse=None, collections=TENTH.collections, limit=wanted)
    return 1000 * (time.perf_counter() - start)
