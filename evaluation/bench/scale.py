"""How a search grows with the index: the embedded engine and the whole search over ever more chunks, with a Scope of a tenth."""

import os
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from evaluation.apart import apart
from evaluation.bench import memory
from evaluation.bench.filling import TENTH, Filled
from evaluation.bench.messages import Measurement
from evaluation.bench.synthetic import Vectors, likeness, questions
from evaluation.metrics import mean, percentile
from retrieval import embedding, qdrant, versions
from retrieval.conf import IndexConf
from retrieval.search import search

SIZES = (10_000, 100_000)
ROUNDS = 4
NEAREST = 10
Timed = list[dict[str, float]]


def measure(data: Path, size: int) -> Measurement:
    """With so many chunks. Wall clocks run on while others have the cores; CPU times say what the work itself costs."""
    asked = questions(data)
    with TemporaryDirectory(prefix="footnote-scale-") as folder, apart(Path(folder)):
        filled = Filled(size, likeness(data))
        built = dict(zip(("written, s", "written and put in order, s"), filled.fill(), strict=True))
        vectors = [embedding.configured().encode_query(question) for question in asked]
        figures = built | _speed(asked) | recall(filled, vectors) | room(Path(folder))
    title = f"Search over {size:,} chunks, a tenth of them in the Scope, {ROUNDS * len(asked)} questions, {_kept()}"
    return Measurement(title, figures)


def _kept() -> str:
    """How the index is kept, where it isn't as usual."""
    usual, kept = asdict(IndexConf()), asdict(settings.RETRIEVAL.index)
    return ", ".join(f"{name} {value}" for name, value in kept.items() if value != usual[name]) or "kept as usual"


def _speed(asked: Sequence[str]) -> dict[str, float]:
    search(asked[0], TENTH)
    engine, here = memory.cpu_seconds(_engine()), time.process_time()
    steps = [search(question, TENTH).steps for _ in range(ROUNDS) for question in asked]
    engine, here = memory.cpu_seconds(_engine()) - engine, time.process_time() - here
    cpu = {
        "CPU of the engine a search, ms": 1000 * engine / len(steps),
        "CPU of the search beside it, ms": 1000 * here / len(steps),
    }
    return _stages(steps) | _whole(steps, asked) | cpu


def _stages(steps: Timed) -> dict[str, float]:
    """Medians, shares of the whole, and how long the slowest candidates took."""
    together = sum(sum(each.values()) for each in steps)
    columns = {name: [each[name] for each in steps] for name in steps[0]}
    figures = {f"{name}, ms (p50)": percentile(column, 0.5) for name, column in columns.items()}
    figures |= {f"{name}, share": sum(column) / together for name, column in columns.items()}
    return figures | {"find, ms (p95)": percentile(columns["find"], 0.95)}


def _whole(steps: Timed, asked: Sequence[str]) -> dict[str, float]:
    totals = [sum(each.values()) for each in steps]
    before = time.process_time()
    bare = percentile([_bare_call(question) for question in asked], 0.5)
    cpu = 1000 * (time.process_time() - before) / len(asked)
    return {
        "whole, ms (p50)": percentile(totals, 0.5),
        "whole, ms (p95)": percentile(totals, 0.95),
        "bare call of the model, ms (p50)": bare,
        "whole to bare call (p50)": percentile(totals, 0.5) / bare,
        "CPU of a bare call, ms": cpu,
    }


def _bare_call(question: str) -> float:
    start = time.perf_counter()
    embedding.configured().encode_query(question)
    return 1000 * (time.perf_counter() - start)


def recall(filled: Filled, vectors: Sequence[Vectors]) -> dict[str, float]:
    """How many of the nearest the engine finds, of those that an exact search over the Scope finds."""
    shares = [len(filled.exact(vector, NEAREST) & _nearest(vector)) / NEAREST for vector in vectors]
    return {f"recall@{NEAREST} of the nearest": mean(shares)}


def _nearest(vector: Vectors) -> set[object]:
    found = qdrant.candidates(versions.physical_name(), dense=vector, sparse=None, collections=TENTH.collections, limit=NEAREST)
    return {each.chunk_id for each in found}


def room(folder: Path) -> dict[str, float]:
    """What the engine takes of memory and disk."""
    files = [path for path in (folder / "vectors").rglob("*") if path.is_file()]
    return {
        "memory of the engine, MB": memory.megabytes(_engine()),
        "of it in no file, MB": memory.own_megabytes(_engine()),
        "vectors on disk, MB": sum(path.stat().st_size for path in files) / 1024**2,
    }


def _engine() -> int:
    """The `vectors` process, which `apart` started."""
    return next(pid for pid in memory.tree(os.getpid()) if " vectors " in f"{memory.name(pid)} ")
