"""Search with and without a re-ranker, on questions that were not learnt from: by search itself, not by what it might do."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from django.conf import settings

from evaluation.run import FUSION, HYBRID, System
from evaluation.training.messages import Judged, Measured, Plan

DEEP = 50
"""Passages asked for: enough to rank ten documents."""
PATIENT_SECONDS = 600
"""A search waits for the re-ranker that is measured, however busy the machine is."""


@contextmanager
def using(folder: Path | None) -> Iterator[None]:
    """Inside, searches of this process ask the re-ranker in this folder, or with None no re-ranker at all."""
    before = settings.RETRIEVAL
    conf = before.rerank
    wanted = replace(conf, url="", model=str(folder), seconds=PATIENT_SECONDS) if folder else replace(conf, passages=0)
    settings.RETRIEVAL = replace(before, rerank=wanted)
    try:
        yield
    finally:
        settings.RETRIEVAL = before


def measure(judged: Sequence[Judged], folder: Path, plan: Plan) -> tuple[Measured, ...]:
    """What search is worth on each set's questions. Raises RetrievalError."""
    sets = groupby(sorted(judged, key=lambda each: each.of), key=lambda each: each.of)
    return tuple(_one(name, list(each), folder, apart=name in plan.hold_out) for name, each in sets)


def _one(name: str, judged: Sequence[Judged], folder: Path, *, apart: bool) -> Measured:
    fusion, present = _merits(judged, FUSION), _merits(judged, HYBRID)
    with using(folder):
        with_it = _merits(judged, HYBRID)
    return Measured(name, apart, tuple(fusion), tuple(present), tuple(with_it))


def _merits(judged: Sequence[Judged], system: System) -> list[float]:
    return [each.merit(system.ask(each.question, each.scope, limit=DEEP).passages) for each in judged]
