"""From question to sources to first word, through a whole Footnote of its own, and the memory that it takes."""

import json
import re
from pathlib import Path

from django.conf import settings

from evaluation import metrics
from evaluation.bench import memory
from evaluation.bench.house import House, house
from evaluation.bench.messages import Measurement

QUESTIONS = 8


def measure() -> Measurement:
    """The first of the sample's questions, one after the other, after one to warm up. Medians, in milliseconds."""
    with house() as footnote:
        key = re.findall(r"fn_\S+", footnote.manage("person", "bench", "--admin", "--token", "bench"))[0]
        footnote.manage("ingest", str(Path(settings.BASE_DIR) / "samples" / "documents"), "--collection", "Sample", "--wait")
        _asked(footnote, "What is this collection about?", key)
        asked = [_asked(footnote, question, key) for question in _questions()]
        together = memory.measure(footnote.process.pid).figures
    names = dict.fromkeys(name for figures in asked for name in figures)
    medians = {f"{name}, ms": metrics.percentile([each[name] for each in asked if name in each], 0.5) for name in names}
    return Measurement(f"Asking {len(asked)} questions of the sample, and the memory of all processes", medians | together)


def _asked(footnote: House, question: str, key: str) -> dict[str, float]:
    figures: dict[str, float] = {}
    for seconds, name, data in footnote.events(question, key):
        if name == "progress" and data["sources"]:
            figures.setdefault("question to sources", 1000 * seconds)
        if name == "progress" and data["text"]:
            figures.setdefault("question to first words", 1000 * seconds)
        if name == "answer":
            figures["question to whole answer"] = 1000 * seconds
            figures |= {f"step {step}": taken for step, taken in data["steps"].items()}
    return figures


def _questions() -> list[str]:
    path = Path(settings.BASE_DIR) / "samples" / "questions.jsonl"
    return [json.loads(line)["question"] for line in path.read_text(encoding="utf-8").splitlines()][:QUESTIONS]
