"""What came of a training, for a terminal and for programs."""

from dataclasses import asdict
from typing import Any

from django.conf import settings

from evaluation.comparing import Interval, interval
from evaluation.training import card
from evaluation.training.deciding import Decision
from evaluation.training.messages import Measured, Trained

OVERRULED = "RERANK_URL or RERANK_MODEL is set: it counts before the adopted one."


def text(trained: Trained, decision: Decision) -> str:
    """For people."""
    made = f"{trained.pairs} pairs of {trained.questions} questions ({', '.join(trained.sources)})"
    said = [
        f"Learnt from {made}; {trained.megabytes:.1f} MB in {trained.folder}; weight {trained.weight:g}.",
        "",
        card.table(trained.measured),
        "",
        *decision.told,
        f"{'Adopted' if decision.adopt else 'Not adopted'}. {decision.why}",
        *([_next()] if decision.adopt else []),
    ]
    return "\n".join(said)


def as_json(trained: Trained, decision: Decision) -> dict[str, Any]:
    """For programs: figures are nDCG@10."""
    return {
        "folder": str(trained.folder),
        "plan": asdict(trained.plan),
        "sources": trained.sources,
        "questions": trained.questions,
        "pairs": trained.pairs,
        "weight": trained.weight,
        "megabytes": round(trained.megabytes, 2),
        "measured": [_measured(each) for each in trained.measured],
        "gain_over_fusion": _interval(trained.gain_over_fusion),
        "gain": _interval(trained.gain),
        "adopted": decision.adopt,
        "why": decision.why,
        "golden": decision.told,
    }


def _next() -> str:
    rerank = settings.RETRIEVAL.rerank
    return OVERRULED if rerank.url or rerank.model else "Searches ask it from now on, without a restart; --drop takes it back."


def _measured(measured: Measured) -> dict[str, Any]:
    figures = {name: _interval(interval(getattr(measured, name))) for name in ("fusion", "present", "with_it")}
    return {"set": measured.of, "apart": measured.apart, "questions": len(measured.present), **figures}


def _interval(found: Interval) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(found).items()}
