"""How long a search takes, and where the time goes."""

import json
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from access.scope import Scope
from evaluation import metrics
from evaluation.apart import apart
from evaluation.bench.messages import Measurement
from evaluation.bench.texts import chunks
from retrieval import index
from retrieval.messages import IndexedVersion
from retrieval.search import search

CHUNKS = 1000
ROUNDS = 3


def measure() -> Measurement:
    """The sample's questions, asked a few times over, after one to warm up; medians by step."""
    version = IndexedVersion(uuid4(), uuid4(), uuid4(), "Handbook")
    with apart():
        index.write(version, chunks(CHUNKS))
        index.publish(version)
        scope = Scope(frozenset([version.collection_id]))
        search("warm up", scope)
        steps = [search(question, scope).steps for _ in range(ROUNDS) for question in _questions()]
    totals = [sum(each.values()) for each in steps]
    figures = {f"{name}, ms (p50)": metrics.percentile([each[name] for each in steps], 0.5) for name in steps[0]}
    figures |= {"whole, ms (p50)": metrics.percentile(totals, 0.5), "whole, ms (p95)": metrics.percentile(totals, 0.95)}
    return Measurement(f"Search over {CHUNKS} chunks, {len(steps)} questions", figures)


def _questions() -> list[str]:
    path = Path(settings.BASE_DIR) / "samples" / "questions.jsonl"
    return [json.loads(line)["question"] for line in path.read_text(encoding="utf-8").splitlines()]
