"""`manage.py evaluate` from end to end, as its own process: real chunking, embedding, Qdrant and search."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = {
    "MED10": ("Leave", "Employees have 27 days of annual leave. Carried over days must be taken by 30 April."),
    "b:2": ("", "Hotels are paid up to 125 euros a night. Trains are booked second class through the travel desk."),
    "3": ("Empty but for its title", ""),
    "four": ("Parents", "Form HR-12/4 is handed in before parental leave begins.\n\nThe other parent has 8 weeks on full pay."),
}
QUESTIONS = {"q one": "How many days of annual leave do I have?", "2": "HR-12/4", "3": "What may a hotel cost?", "unjudged": "Why?"}
QRELS = "query-id\tcorpus-id\tscore\nq one\tMED10\t1\n2\tfour\t2\n3\tb:2\t1\n3\tnot in the corpus\t1\n"


@pytest.fixture
def folder(tmp_path):
    """A test collection of four documents and three judged questions."""
    place = tmp_path / "small"
    (place / "qrels").mkdir(parents=True)
    rows = [{"_id": key, "title": title, "text": text} for key, (title, text) in DOCUMENTS.items()]
    (place / "corpus.jsonl").write_text("\ufeff" + "\n\n".join(map(json.dumps, rows)), encoding="utf-8")
    (place / "queries.jsonl").write_text("".join(json.dumps({"_id": key, "text": text}) + "\n" for key, text in QUESTIONS.items()))
    (place / "qrels" / "test.tsv").write_text(QRELS)
    return place


def environment(tmp_path, **more):
    """A machine on which Footnote is installed, but neither set up nor running."""
    bare = {name: value for name, value in os.environ.items() if name not in ("QDRANT_URL", "QDRANT_API_KEY", "DATABASE_URL")}
    (tmp_path / "tmp").mkdir(exist_ok=True)
    return {**bare, "FOOTNOTE_DATA": str(tmp_path / "data"), "TMPDIR": str(tmp_path / "tmp"), **more}


def evaluate(tmp_path, *arguments, **more):
    command, env = [sys.executable, "manage.py", "evaluate", *map(str, arguments)], environment(tmp_path, **more)
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=280, check=False)


def test_four_systems_are_measured_apart_and_nothing_is_left_behind(tmp_path, folder):
    ended = evaluate(tmp_path, folder, "--json", "--run-file", tmp_path / "run.txt")
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert (told["collection"], told["documents"], told["queries"]) == ("small", 4, 3)
    assert set(told["systems"]) == {"hybrid", "fusion", "dense", "bm25"}
    hybrid = told["systems"]["hybrid"]
    assert hybrid["mrr@10"] == 1
    assert hybrid["recall@10"] == pytest.approx(2.5 / 3, abs=1e-4)
    assert hybrid["recall@10_interval"][0] <= hybrid["recall@10"] <= hybrid["recall@10_interval"][1]
    assert 0 < hybrid["latency_p50_ms"] <= hybrid["latency_p95_ms"]
    assert told["documents_per_second"] > 0
    assert list((tmp_path / "tmp").glob("footnote-*")) == []
    assert not any(file.stat().st_size for file in (tmp_path / "data").glob("*.sqlite3"))
    assert not any((tmp_path / "data" / "vectors").iterdir())
    lines = [line.rsplit(" ", 5) for line in (tmp_path / "run.txt").read_text().splitlines()]
    assert {line[0] for line in lines} == {"q one", "2", "3"}
    first = next(line for line in lines if line[0] == "2")
    assert (first[1:4], first[5]) == (["Q0", "four", "1"], "footnote-hybrid")


def test_a_qdrant_server_is_used_under_a_name_of_its_own_and_left_as_it_was(tmp_path, folder, vectors_service):
    from retrieval import qdrant

    before = {each.name for each in qdrant.client().get_collections().collections}
    told = evaluate(tmp_path, folder, QDRANT_URL=vectors_service, QDRANT_API_KEY=os.environ["QDRANT_API_KEY"])
    assert told.returncode == 0, told.stderr
    assert "| hybrid |" in told.stdout
    assert "- nDCG@10: hybrid is best on the mean" in told.stdout
    assert {each.name for each in qdrant.client().get_collections().collections} == before


def test_a_kept_index_is_used_again(tmp_path, folder):
    first = evaluate(tmp_path, folder, "--keep", tmp_path / "kept", "--json")
    again = evaluate(tmp_path, folder, "--keep", tmp_path / "kept", "--json")
    one, other = json.loads(first.stdout), json.loads(again.stdout)
    assert (one["documents_per_second"] > 0, other["documents_per_second"]) == (True, None)
    assert one["systems"]["hybrid"]["ndcg@10"] == other["systems"]["hybrid"]["ndcg@10"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_cleans_up(tmp_path, folder, how):
    command = [sys.executable, "manage.py", "evaluate", str(folder)]
    running = subprocess.Popen(command, cwd=ROOT, env=environment(tmp_path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while not list((tmp_path / "tmp").glob("footnote-apart-*/vectors")) and time.monotonic() < end:
        time.sleep(0.05)
    running.send_signal(how)
    assert running.wait(60) != 0
    assert list((tmp_path / "tmp").glob("footnote-*")) == []
    assert not [path for path in Path("/proc").glob("[0-9]*/cmdline") if str(tmp_path).encode() in _read(path)]


@pytest.mark.parametrize("wrong", ["nowhere", "empty"])
def test_a_folder_without_a_collection_is_an_error(tmp_path, wrong):
    (tmp_path / "empty").mkdir()
    ended = evaluate(tmp_path, tmp_path / wrong)
    assert ended.returncode != 0
    assert wrong in ended.stderr
    assert ended.stdout == ""
    assert "Traceback" not in ended.stderr


def _read(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""
