"""A run for a terminal and for programs."""

from collections.abc import Iterable, Mapping
from typing import Any

from access.models import Collection
from evaluation.golden import comparing, conditions
from evaluation.golden.comparing import Verdict
from evaluation.golden.showing import NAMES, lines, place_of
from evaluation.models import GoldenAnswer, GoldenRun


def as_json(run: GoldenRun, before: GoldenRun | None) -> dict[str, Any]:
    """Figures, conditions and every question; with an earlier run also what became of them."""
    told = comparing.verdict(before, run) if before else None
    return {
        "run": str(run.pk),
        "collection": run.collection.name,
        "asked_at": run.asked_at.isoformat(),
        "note": run.note,
        "answers": run.answers,
        "left_out": run.left_out,
        "figures": run.figures,
        "conditions": run.conditions,
        "questions": [
            {
                "id": str(each.question_id),
                "question": each.question.question,
                "answerable": each.answerable,
                "refused": each.refused,
                "confidence": round(each.confidence, 4),
                "milliseconds": round(each.milliseconds, 1),
                **{name: round(value, 4) for name, value in each.merits.items()},
                **({"answer": _answer(each.answer)} if hasattr(each, "answer") else {}),
            }
            for each in run.results.select_related("question", "answer").prefetch_related("answer__citations").order_by("pk")
        ],
        **(_compared(told, before, run) if told and before else {}),
    }


def text(run: GoldenRun, before: GoldenRun | None) -> str:
    """The same in lines, for a person."""
    said = [f"Run {run.pk}: {run.total - run.left_out} golden questions asked, {run.left_out} left out.", ""]
    said += [f"{line.name}: {line.value}{f' ({line.interval})' if line.interval else ''}" for line in lines(run, None)]
    if before:
        told = comparing.verdict(before, run)
        said += ["", f"Against the run of {before.asked_at:%Y-%m-%d %H:%M}: {told.outcome}.", *_told(told)]
    return "\n".join(said)


def status(collection: Collection) -> dict[str, Any]:
    """A collection's last finished run, and what it was run with that is different now. Reads models' files: for commands."""
    last = collection.golden_runs.filter(state=GoldenRun.State.DONE, index="").order_by("-asked_at").first()
    changed = conditions.changed(last.conditions, conditions.now()) if last else []
    return {
        "collection": collection.name,
        "run": str(last.pk) if last else None,
        "asked_at": last.asked_at.isoformat() if last else None,
        "changed": {name: [was, now] for name, was, now in changed},
        "run_again": last is None or bool(changed),
    }


def status_text(told: Mapping[str, Any]) -> str:
    """The same in a line, or in more."""
    if told["run"] is None:
        return f"{told['collection']}: never run."
    changed = [f"  {name} was {was}, is {now}" for name, (was, now) in told["changed"].items()]
    said = (
        f"changed since the last run ({told['asked_at']}), run again:" if changed else f"as in the last run ({told['asked_at']})."
    )
    return "\n".join([f"{told['collection']}: {said}", *changed])


def questions(rows: Iterable[Mapping[str, Any]]) -> str:
    """A line for each golden question."""
    return "\n".join(f"{row['id']}  {row['question']}{'' if row['confirmed'] else '  (to confirm)'}" for row in rows)


def _answer(answer: GoldenAnswer) -> dict[str, Any]:
    """One answer, with what it cites; its text is gone where a document behind it was erased."""
    return {
        "text": answer.text,
        "refused": answer.refused,
        "erased": answer.erased_at is not None,
        "model": answer.model,
        "milliseconds": round(answer.milliseconds, 1),
        **{name: round(value, 4) for name, value in answer.merits.items()},
        "citations": [
            {"number": each.number, "document": str(each.document_id), "page": each.page, "right": each.right}
            for each in answer.citations.all()
            if each.cited and not answer.refused
        ],
    }


def _told(told: Verdict) -> list[str]:
    figures = [
        f"{NAMES[each.name]}: {each.before:.3f} → {each.after:.3f}"
        f" (difference {each.change.value:+.3f}, {each.change.low:+.3f} to {each.change.high:+.3f}): {each.outcome}"
        for each in told.differences
    ]
    worse = [f"Worse: {each.after.question.question} ({place_of(each.before)} → {place_of(each.after)})" for each in told.worse]
    better = [f"Better: {each.after.question.question} ({place_of(each.before)} → {place_of(each.after)})" for each in told.better]
    return [*figures, *worse, *better]


def _compared(told: Verdict, before: GoldenRun, run: GoldenRun) -> dict[str, Any]:
    return {
        "against": str(before.pk),
        "outcome": str(told.outcome),
        "differences": {
            each.name: {
                "before": each.before,
                "after": each.after,
                "change": each.change.value,
                "low": each.change.low,
                "high": each.change.high,
                "outcome": str(each.outcome),
            }
            for each in told.differences
        },
        "compared": len(told.pairs),
        "not_compared": told.alone,
        "worse": [str(each.after.question_id) for each in told.worse],
        "better": [str(each.after.question_id) for each in told.better],
        "changed": {name: [was, now] for name, was, now in conditions.changed(before.conditions, run.conditions)},
    }
