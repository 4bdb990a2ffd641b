"""`manage.py fit_confidence` on a handful of questions, through the real index."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
THINGS = ("bell", "lamp", "lock", "pump")
FACTS = {f"d{number}": f"The {thing} of the shop costs {number} euros." for number, thing in enumerate(THINGS, 11)}


def write(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def data(folder):
    """Four paragraphs and four passages, half of the questions with an answer there."""
    write(folder / "retrieval/squad2/corpus.jsonl", [{"_id": key, "text": text} for key, text in FACTS.items()])
    prices = [(f"What does the {thing} cost?", key, True) for key, thing in zip(FACTS, THINGS, strict=True)]
    origins = [(f"Who invented the {thing} in ancient Rome?", "d11", False) for thing in ("wheel", "zip")]
    asked = [dict(zip(("question", "paragraph", "answerable"), each, strict=True)) for each in prices + origins]
    write(folder / "retrieval/squad2/qa.jsonl", asked)
    rows = [
        {
            "_id": river,
            "title": river,
            "passage": f"The {river} is long.",
            "question": f"How long is the {river}?",
            "answerable": True,
        }
        for river in ("Rhine", "Elbe", "Oder", "Spree")
    ]
    rows.append(
        {"_id": "p9", "title": "Danube", "passage": "A river.", "question": "Which fish live in lakes?", "answerable": False}
    )
    write(folder / "unanswerable/clapnq_dev.jsonl", rows)
    return folder


def test_the_curve_is_fitted_and_tried_on_what_was_held_out(tmp_path):
    bare = {name: value for name, value in os.environ.items() if name not in ("QDRANT_URL", "QDRANT_API_KEY")}
    command = [sys.executable, "manage.py", "fit_confidence", str(data(tmp_path / "shared"))]
    env = {**bare, "FOOTNOTE_DATA": str(tmp_path / "data")}
    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=280, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("AUC") == 3
    assert "CLAP NQ: about something else: 6 questions" in ended.stdout
    assert "INTERCEPT = " in ended.stdout
    assert len(ended.stdout.split("WEIGHTS = ")[1].split(",")) == 3


def test_a_folder_without_the_questions_is_an_error(tmp_path):
    command = [sys.executable, "manage.py", "fit_confidence", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode != 0
    assert "corpus.jsonl" in ended.stderr
