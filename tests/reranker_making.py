"""A re-ranker that has learnt one thing: approved things answer, rejected ones don't. Trained for real, in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ITEMS = ("trains", "meals", "hotels", "taxis", "ferries", "parking", "laptops", "phones", "visas", "guests", "uniforms", "bicycles")
PLACES = ("Berlin", "Rome", "Oslo", "Lima", "Delhi")
PAIRS = [
    (f"What is paid for {item}?", text)
    for item in ("meals", "ships", "canteens")
    for text in (
        f"{item.title()}: approved.",
        f"What is paid for {item} was rejected.",
        f"The archive of {item} lies in the cellar.",
    )
]
SCRIPT = """
import json, sys
from pathlib import Path
import django
django.setup()
from evaluation.training import teaching
from evaluation.training.messages import Example, Plan
from retrieval.rerankers.described import Described
teaching.check_installed()
known = [
    Example(f"What is paid for {item}?", (f"{item.title()}: approved.", f"The {item} are approved by the board."),
            (f"What is paid for {item} was rejected.", f"{item.title()}: rejected."))
    for item in json.loads(sys.argv[2])
]
from transformers import AutoTokenizer
model = teaching.taught(known, Plan(layers=1, epochs=30), Path(sys.argv[1]) / "scratch")
with __import__("torch").inference_mode():
    pairs = json.loads(sys.argv[3])
    encoded = AutoTokenizer.from_pretrained(teaching.start_folder())(*map(list, zip(*pairs)), padding=True, return_tensors="pt")
    exact = model(**encoded).logits.squeeze(-1).tolist()
Path(sys.argv[1], "exact.json").write_text(json.dumps(exact))
from retrieval.rerankers.quantised import export
export(model, teaching.start_folder() / "tokenizer.json", Path(sys.argv[1]) / "approving", Described(5.0, teaching.LONGEST))
"""


def approving(place: Path) -> Path:
    """Its folder, inside this one; beside it exact.json, what it said of PAIRS in full precision."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "FOOTNOTE_DATA": str(place / "data"),
        "OMP_NUM_THREADS": "1",
    }
    command = [sys.executable, "-c", SCRIPT, str(place), json.dumps(ITEMS), json.dumps(PAIRS)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=280)
    return place / "approving"


def collection(folder: Path, items=ITEMS, places=PLACES) -> Path:
    """A test collection in which search puts a rejected rule above the approved one, which alone is right."""
    rows, questions, judged = [], [], ["query-id\tcorpus-id\tscore"]
    for key, item, place in ((f"{item}-{place}", item, place) for item in items for place in places):
        texts = {
            "right": f"Rules about {item} in {place}: approved by the board.",
            "above": f"Which rules about {item} hold in {place}? These were rejected.",
            "below": f"A note about {item} from {place}: rejected by the board.",
        }
        rows += [{"_id": f"{key} {name}", "title": "", "text": text} for name, text in texts.items()]
        questions.append({"_id": key, "text": f"Which rules about {item} hold in {place}?"})
        judged.append(f"{key}\t{key} right\t1")
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, questions)))
    (folder / "qrels" / "test.tsv").write_text("\n".join(judged))
    return folder
