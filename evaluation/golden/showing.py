"""A run as its page shows it: figures with their intervals, beside those of an earlier run, and question by question."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from evaluation.golden import accepting, answer_showing, choices, comparing, conditions
from evaluation.golden.answer_showing import ShownAnswer
from evaluation.golden.comparing import Pair, Verdict
from evaluation.golden.messages import Place
from evaluation.golden.scoring import FIRST
from evaluation.models import GoldenResult, GoldenRun

NAMES = {
    "recall": f"Recall in the first {FIRST}",
    "precision": f"Precision of the first {FIRST}",
    "mrr": "Reciprocal rank (MRR)",
    "ndcg": "nDCG in the first 10",
    "decided_rightly": "Rightly answered or refused",
    "refused_rightly": "Refused, of those without an answer",
    "refused_wrongly": "Refused, of those with an answer",
    "latency_p50": "Half of the searches took up to",
    "latency_p95": "95% of the searches took up to",
    "answered_rightly": "Answers: rightly answered or refused",
    "answer_refused_rightly": "Answers: refused, of those without an answer",
    "answer_refused_wrongly": "Answers: refused, of those with an answer",
    "citation_precision": "Citations that are right sources",
    "citation_recall": "Right sources that are cited",
    "claims_supported": "Sentences supported, with a citation",
    "claims_partly": "Sentences partly supported",
    "claims_unsupported": "Sentences unsupported",
    "quoted": "Answers quoted, as the model’s own did not hold",
    "answer_p50": "Half of the answers took up to",
    "answer_p95": "95% of the answers took up to",
}
TIMES = ("latency", "answer_p")
SHARES = ("refused", "decided", "answer", "citation", "claims", "quoted")


@dataclass(frozen=True)
class Line:
    """One figure of a run, ready to be read; `before` is the earlier run's."""

    name: str
    value: str
    interval: str
    count: int
    before: str = ""


@dataclass(frozen=True)
class RunLine:
    """One run in the list of runs."""

    run: GoldenRun
    ndcg: str
    decided: str


def line(run: GoldenRun) -> RunLine:
    """A run with its two telling figures."""
    return RunLine(run, *(_said(name, run.figures.get(name, {}).get("value")) for name in ("ndcg", "decided_rightly")))


def page(run: GoldenRun, against: str) -> dict[str, Any]:
    """What the page of a run needs; `against` is the id of an earlier run as the address has it, otherwise the one before."""
    if run.state != GoldenRun.State.DONE:
        return {}
    others = _others(run)
    before = next((each for each in others if str(each.pk) == against), None) or comparing.previous(run)
    told = comparing.verdict(before, run) if before else None
    return {
        "lines": list(lines(run, before)),
        "others": others,
        "before": before,
        "verdict": told,
        "held_back": accepting.held_back(before, run),
        "changed": conditions.changed(before.conditions, run.conditions) if before else [],
        "differences": [(NAMES[each.name], each) for each in told.differences] if told else [],
        "results": _results(run, told),
    }


def place_of(result: GoldenResult) -> str:
    """What a run found for a question, in words."""
    if not result.answerable:
        return "rightly refused" if result.refused else "should be refused"
    places = [number for number, found in enumerate(result.found, 1) if found[3]]
    said = f"right passage at place {places[0]}" if places else "not among the first 10"
    return f"{said}, but refused" if result.refused else said


def _others(run: GoldenRun) -> list[GoldenRun]:
    done: QuerySet[GoldenRun] = GoldenRun.objects.filter(collection=run.collection_id, state=GoldenRun.State.DONE)
    return list(done.exclude(pk=run.pk).order_by("-asked_at")[:50])


def lines(run: GoldenRun, before: GoldenRun | None) -> Iterator[Line]:
    """Its figures, beside those of an earlier run."""
    earlier = before.figures if before else {}
    for key, name in NAMES.items():
        figure = run.figures.get(key)
        if figure:
            interval = "" if key.startswith(TIMES) else f"{_said(key, figure['low'])} to {_said(key, figure['high'])}"
            was = _said(key, earlier[key]["value"]) if key in earlier else ""
            yield Line(name, _said(key, figure["value"]), interval, figure["count"], was)


def _said(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    if name.startswith("latency"):
        return f"{value:.0f} ms"
    if name.startswith(TIMES):
        return f"{value / 1000:.1f} s"
    return f"{value:.0%}" if name.startswith(SHARES) else f"{value:.3f}"


@dataclass(frozen=True)
class ResultRow:
    """One question in a run; `pair` says what it was before, where that can be compared."""

    result: GoldenResult
    said: str
    before: str
    better: bool
    worse: bool
    found: list[tuple[str, int, float, bool]]
    answer: ShownAnswer | None = None


def _results(run: GoldenRun, told: Verdict | None) -> list[ResultRow]:
    """Those that got worse first, then those that got better, then the others."""
    pairs = {pair.after.pk: pair for pair in told.pairs} if told else {}
    known = run.results.select_related("question", "answer").prefetch_related("question__sources", "answer__citations")
    results = list(known.order_by("pk"))
    names = choices.names_of(run.collection_id, (Place(UUID(found[0])) for result in results for found in result.found))
    names |= answer_showing.names_of(results, run.collection_id) if run.answers else {}
    rows = [_row(result, pairs.get(result.pk), names) for result in results]
    return sorted(rows, key=lambda row: (not row.worse, not row.better))


def _row(result: GoldenResult, pair: Pair | None, names: dict[UUID, str]) -> ResultRow:
    found = [
        (names.get(UUID(document), "A document that is gone"), page, score, right) for document, page, score, right in result.found
    ]
    change = pair.change if pair else 0.0
    before = place_of(pair.before) if pair else ""
    return ResultRow(result, place_of(result), before, change > 0, change < 0, found, answer_showing.show(result, names))
