"""`manage.py train reranker` from end to end, as its own process: index, mining, trainer, export, figures."""

import json
import shutil
import subprocess
import sys

import pytest

from retrieval.rerankers.cross_encoder import LoadedReranker
from retrieval.rerankers.described import described, is_one
from tests.evaluation.test_evaluate import environment
from tests.reranker_making import ROOT, collection
from tests.retrieval.test_rerankers import conf


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The data folder of a Footnote that has just been installed."""
    place = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment(place), check=True, timeout=280)
    return place / "data"


@pytest.fixture
def train(installed, tmp_path):
    """Run the command in a house of its own."""
    shutil.copytree(installed, tmp_path / "data")

    def run(*words):
        command, env = (
            [sys.executable, "manage.py", "train", "reranker", *map(str, words)],
            environment(tmp_path, OMP_NUM_THREADS="1"),
        )
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=290, check=False)

    return run


def test_a_re_ranker_is_trained_measured_described_and_not_adopted_without_a_golden_set(tmp_path, train):
    data, out = collection(tmp_path / "sets" / "rules", places=("Rome", "Oslo", "Lima")).parent, tmp_path / "made" / "reranker"
    ended = train("--data", data, "--out", out, "--layers", 1, "--epochs", 1, "--negatives", 2, "--measure", 6, "--json")
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert (told["sources"], told["adopted"]) == (["rules"], False)
    assert told["pairs"] == 3 * told["questions"] >= 60
    assert told["measured"][0]["questions"] == 6
    assert told["measured"][0]["present"]["mean"] < 1
    assert is_one(out)
    assert described(out).weight == told["weight"]
    card = (out / "README.md").read_text()
    assert "Apache-2.0" in card
    assert "| rules | 6 |" in card
    assert str(tmp_path) not in card
    assert len(LoadedReranker(conf("", model=str(out))).scores("Which rules?", ["Rules.", "Notes."])) == 2
    assert [path.name for path in out.parent.iterdir()] == ["reranker"]
    assert list((tmp_path / "tmp").glob("footnote-*")) == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--data", "nowhere"), "nowhere is not a folder"),
        (("--data", "few"), "are the fewest"),
        (("--data", "few", "--hold-out", "squad"), "no collection squad to hold out"),
        (("--data", "few", "--data", "few"), "Two collections are called few"),
        (("--data", "few", "--out", "few"), "is there already"),
        (("--data", "few", "--layers", "0"), "are 1 or more"),
        ((), "are the fewest"),
    ],
)
def test_what_does_not_work_says_why_and_leaves_nothing(tmp_path, train, words, why):
    collection(tmp_path / "few", ("trains",), ("Rome",))
    there = {name: tmp_path / name for name in ("nowhere", "few")}
    ended = train(*(there.get(word, word) if word != "squad" else word for word in words))
    assert ended.returncode != 0
    assert why in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not any((tmp_path / "data").glob("reranker/*"))


def test_what_was_adopted_is_dropped_by_a_command(tmp_path, train):
    place = tmp_path / "data" / "reranker"
    (place / "one").mkdir(parents=True)
    for name in ("one/reranker.json", "one/weights.int8.safetensors"):
        (place / name).write_text("{}")
    (place / "adopted").write_text("one\n")
    assert "used no more" in train("--drop").stdout
    assert "None was adopted" in train("--drop").stdout
