"""Say what was measured: a table for people, JSON for programs, a run file for trec_eval."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from evaluation.run import Figures, Result

MERITS = {"ndcg@10": "ndcg_10", "recall@10": "recall_10", "recall@100": "recall_100", "mrr@10": "mrr_10"}
LATENCIES = {"latency_p50_ms": "latency_p50", "latency_p95_ms": "latency_p95"}
HEADINGS = ["system", "nDCG@10", "recall@10", "recall@100", "MRR@10", "p50 ms", "p95 ms"]


def table(result: Result) -> str:
    """One collection's figures, as a table in Markdown."""
    size = f"{result.documents} documents, {result.chunks} chunks, {result.questions} questions"
    speed = f", {result.documents_per_second:.1f} documents indexed a second" if result.documents_per_second else ""
    lines = [f"{result.collection}: {size}{speed}", ""]
    lines += [_row(HEADINGS), _row(["---"] + ["---:"] * (len(HEADINGS) - 1))]
    return "\n".join(lines + [_row([each.system, *_rounded(each)]) for each in result.figures])


def together(results: Sequence[Result]) -> dict[str, object]:
    """One collection's figures by themselves; those of several in a list."""
    return as_json(results[0]) if len(results) == 1 else {"collections": [as_json(result) for result in results]}


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


def _run_lines(figures: Figures) -> Iterator[str]:
    for question, ranking in figures.rankings.items():
        for rank, (document, score) in enumerate(ranking, start=1):
            yield f"{question} Q0 {document} {rank} {score:.6f} footnote-{figures.system}\n"


def _named(figures: Figures) -> dict[str, float]:
    return {name: round(getattr(figures, field), 4) for name, field in {**MERITS, **LATENCIES}.items()}


def _rounded(figures: Figures) -> list[str]:
    merits = [f"{getattr(figures, field):.4f}" for field in MERITS.values()]
    return merits + [f"{getattr(figures, field):.0f}" for field in LATENCIES.values()]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
