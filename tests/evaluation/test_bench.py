"""Measurements of this machine."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

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


def test_a_search_is_measured_over_synthetic_chunks_that_are_like_real_ones(tmp_path):
    pages = tmp_path / "handbooks" / "house"
    pages.mkdir(parents=True)
    (pages / "rules.md").write_text(
        "\n\n".join(f"Rule {word}: " + "meals and hotels are paid by the house. " * 8 for word in "abcdef")
    )
    (pages.parent / "gold_qa.jsonl").write_text('{"question": "Who pays for meals?"}\n')
    (pages.parent / "kite_sourcegraph.jsonl").write_text('{"question": "Who pays for hotels?"}\n')
    command = [sys.executable, "manage.py", "bench", "scale", "--size", "400", "--data", str(tmp_path), "--json"]
    apart = {name: value for name, value in os.environ.items() if not name.startswith("QDRANT_")}
    ended = subprocess.run(command, cwd=ROOT, env=apart, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    figures = json.loads(ended.stdout)["scale 400"]
    assert figures["recall@10 of the nearest"] == 1
    assert sum(share for name, share in figures.items() if name.endswith(", share")) == pytest.approx(1)
    assert figures["memory of the engine, MB"] > 10
