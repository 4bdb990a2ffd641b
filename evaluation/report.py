"""Say what was measured: a table for people, JSON for programs, a run file for trec_eval."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TextIO

from evaluation import judging
from evaluation.comparing import interval
from evaluation.judging import Judgement
from evaluation.metrics import MERITS, mean
from evaluation.run import Figures, Result

LATENCIES = {"latency_p50_ms": "latency_p50", "latency_p95_ms": "latency_p95"}
HEADINGS = ["system", *MERITS, "p50 ms", "p95 ms"]


def table(result: Result) -> str:
    """One collection's figures with their intervals, as a table in Markdown."""
    size = f"{result.documents} documents, {result.chunks} chunks, {result.questions} questions"
    speed = f", {result.documents_per_second:.1f} documents indexed a second" if result.documents_per_second else ""
    return "\n".join([f"{result.collection}: {size}{speed}", "", *_table(HEADINGS, map(_cells, result.figures))])


def verdicts(results: Sequence[Result]) -> str:
    """The means over the collections, and whether hybrid search keeps what is asked of it, measure by measure."""
    judged = [judging.judge(results, merit) for merit in MERITS]
    headings = ["mean over the collections", *(each.merit for each in judged)]
    rows = [[name, *(str(each.means[name]) for each in judged)] for name in judged[0].means]
    return "\n".join([*_table(headings, rows), "", *(f"- {_said(each)}" for each in judged)])


def together(results: Sequence[Result]) -> dict[str, Any]:
    """One collection's figures by themselves; those of several in a list, with what they say of hybrid search."""
    if len(results) == 1:
        return as_json(results[0])
    judged = {merit.lower(): _judged(judging.judge(results, merit)) for merit in MERITS}
    return {"collections": [as_json(result) for result in results], "hybrid": judged}


def as_json(result: Result) -> dict[str, object]:
    """One collection's figures; latencies in milliseconds."""
    return {
        "collection": result.collection,
        "documents": result.documents,
        "chunks": result.chunks,
        "queries": result.questions,
        "documents_per_second": result.documents_per_second and round(result.documents_per_second, 2),
        "systems": {each.system: _named(each) for each in result.figures},
    }


def write_run(result: Result, file: TextIO) -> None:
    """Hybrid search's rankings as trec_eval reads them: question, Q0, document, rank, score, tag."""
    file.writelines(_run_lines(result.figures[0]))


def _said(judged: Judgement) -> str:
    best = "best on the mean" if judged.best_on_mean else "NOT best on the mean"
    least = min(judged.margins, key=lambda margin: margin.difference.mean)
    nearest = f"{least.difference.mean:+.4f} [{least.difference.low:+.4f}, {least.difference.high:+.4f}]"
    holds = "never" if judged.never_worse else "NOT never"
    return (
        f"{judged.merit}: hybrid is {best}, and {holds} worse than the better of dense and bm25 by more than {judging.ALLOWED}: "
        f"least {nearest} against {least.single} on {least.collection}"
    )


def _judged(judged: Judgement) -> dict[str, object]:
    return {
        "means": {name: round(each.mean, 4) for name, each in judged.means.items()},
        "margins": {margin.collection: round(margin.difference.mean, 4) for margin in judged.margins},
        "best_on_mean": judged.best_on_mean,
        "never_worse": judged.never_worse,
    }


def _run_lines(figures: Figures) -> Iterator[str]:
    for question, ranking in figures.rankings.items():
        for rank, (document, score) in enumerate(ranking, start=1):
            yield f"{question} Q0 {document} {rank} {score:.6f} footnote-{figures.system}\n"


def _named(figures: Figures) -> dict[str, object]:
    means = {name.lower(): round(mean(values), 4) for name, values in figures.merits.items()}
    bounds = {f"{name.lower()}_interval": _bounds(values) for name, values in figures.merits.items()}
    return {**means, **{name: round(getattr(figures, field), 4) for name, field in LATENCIES.items()}, **bounds}


def _bounds(values: Sequence[float]) -> list[float]:
    found = interval(values)
    return [round(found.low, 4), round(found.high, 4)]


def _cells(figures: Figures) -> list[str]:
    latencies = [f"{getattr(figures, field):.0f}" for field in LATENCIES.values()]
    return [figures.system, *(str(interval(values)) for values in figures.merits.values()), *latencies]


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [_row(headings), _row(["---"] + ["---:"] * (len(headings) - 1)), *map(_row, rows)]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
