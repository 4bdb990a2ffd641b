"""Measurements of this machine."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from evaluation.bench import memory
from evaluation.bench.texts import chunks

ROOT = Path(__file__).resolve().parents[2]


def test_memory_counts_a_process_and_its_descendants():
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(1, flush=True); import time; time.sleep(60)'])"
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    try:
        assert parent.stdout
        parent.stdout.readline()
        figures = memory.measure(parent.pid).figures
    finally:
        [child] = (entry for entry in memory.tree(parent.pid) if entry != parent.pid)
        os.kill(child, 9)
        parent.wait()
    assert len(figures) == 3
    assert figures["together, MB"] == pytest.approx(sum(value for name, value in figures.items() if name != "together, MB"))
    assert 1 < figures["together, MB"] < 100


def test_the_command_measures_the_memory_of_a_tree():
    out = StringIO()
    call_command("bench", "--pid", str(os.getpid()), "--json", stdout=out)
    assert json.loads(out.getvalue())["memory"]["together, MB"] > 10


@pytest.mark.parametrize(
    ("arguments", "complaint"), [(["--pid", "99999999"], "Process 99999999 can't be read"), (["speed"], "no measurement speed")]
)
def test_a_mistake_is_told_plainly(arguments, complaint):
    with pytest.raises(CommandError, match=complaint):
        call_command("bench", *arguments)


def test_texts_to_measure_with_come_from_the_sample_and_differ():
    made = chunks(100)
    assert [chunk.ordinal for chunk in made] == list(range(100))
    assert len({chunk.text for chunk in made}) == 100


@pytest.fixture
def handbooks(tmp_path: Path) -> Path:
    """A folder of test collections with one small handbook and two questions."""
    pages = tmp_path / "handbooks" / "house"
    pages.mkdir(parents=True)
    (pages / "rules.md").write_text(
        "\n\n".join(f"Rule {word}: " + "meals and hotels are paid by the house. " * 8 for word in "abcdef")
    )
    (pages.parent / "gold_qa.jsonl").write_text('{"question": "Who pays for meals?"}\n')
    (pages.parent / "kite_sourcegraph.jsonl").write_text('{"question": "Who pays for hotels?"}\n')
    return tmp_path


def printed(*command: str) -> dict[str, Any]:
    """What Python prints as JSON, in a process that knows no Qdrant."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QDRANT_")}
    ended = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return dict(json.loads(ended.stdout))


def test_a_search_is_measured_over_synthetic_chunks_that_are_like_real_ones(handbooks):
    figures = printed("manage.py", "bench", "scale", "--size", "400", "--data", str(handbooks), "--json")["scale 400"]
    assert figures["recall@10 of the nearest"] == 1
    assert sum(share for name, share in figures.items() if name.endswith(", share")) == pytest.approx(1)
    assert figures["memory of the engine, MB"] > 10


def test_a_way_to_keep_the_index_is_measured_over_the_same_chunks(handbooks):
    figures = printed("-c", ONE_WAY, str(handbooks))
    assert {name.partition(":")[0] for name in figures} == {"exact"}
    assert figures["exact: recall@10 of the nearest"] == 1
    assert figures["exact: memory of the engine, MB"] > figures["exact: of it in no file, MB"] > 10
    assert figures["exact: candidates, ms (p95)"] >= figures["exact: candidates, ms (p50)"]


ONE_WAY = """
import json, sys, pathlib, django
django.setup()
from evaluation.bench import keeping
keeping.WAYS = {"exact": keeping.WAYS["exact"]}
print(json.dumps(keeping.measure(pathlib.Path(sys.argv[1]), 400).figures))
"""
