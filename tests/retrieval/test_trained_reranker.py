"""A re-ranker in eight bits: what it says beside full precision, what becomes of a broken one, and how it comes into searches."""

import json
import shutil
import uuid
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from access.scope import Scope
from retrieval import index
from retrieval.messages import Chunk, IndexedVersion, Span
from retrieval.rerankers import adopted, asking
from retrieval.rerankers.cross_encoder import LoadedReranker
from retrieval.rerankers.described import is_one
from retrieval.rerankers.port import NoRanking
from retrieval.search import search
from tests.reranker_making import PAIRS
from tests.retrieval.test_rerankers import QUESTION, TEXTS, conf

APPROVED = "Meals: approved, the host pays."


@pytest.fixture
def small(approving, tmp_path):
    """A copy to be changed."""
    return Path(shutil.copytree(approving, tmp_path / "small"))


@pytest.fixture(autouse=True)
def rested():
    asking._resting.clear()


def test_eight_bits_say_nearly_what_full_precision_says_in_a_quarter_of_the_room(approving):
    exact = json.loads((approving.parent / "exact.json").read_text())
    reranker = LoadedReranker(conf("", model=str(approving), seconds=60))
    said = [reranker.scores(question, [text])[0] for question, text in PAIRS]
    assert np.corrcoef(said, exact)[0, 1] > 0.99
    assert np.abs(np.subtract(said, exact)).max() < 0.1 * (max(exact) - min(exact))
    assert sum(path.stat().st_size for path in approving.iterdir()) < 16_000_000  # in full precision 55


def test_a_long_text_is_cut_and_a_blank_one_is_none_the_worse(small):
    scores = LoadedReranker(conf("", model=str(small), seconds=60)).scores(QUESTION, ["word " * 5000, ""])
    assert np.isfinite(scores).all()


@pytest.mark.parametrize("damage", ["another version", "no json", "cut weights", "no tokenizer"])
def test_a_broken_one_gives_no_order(small, damage):
    if damage == "another version":
        (small / "reranker.json").write_text(json.dumps({"format": 99}))
    elif damage == "no json":
        (small / "reranker.json").write_text("{")
    elif damage == "cut weights":
        weights = small / "weights.int8.safetensors"
        weights.write_bytes(weights.read_bytes()[:-1000])
    else:
        (small / "tokenizer.json").unlink()
    reranker = LoadedReranker(conf("", model=str(small)))
    with pytest.raises(NoRanking, match="can't be loaded"):
        reranker.scores(QUESTION, TEXTS)
    assert reranker.weight is not None


class TestInASearch:
    """With an index for each test alone, and nothing in the settings."""

    pytestmark = pytest.mark.django_db

    @pytest.fixture(autouse=True)
    def place(self, vectors_service, settings, tmp_path):
        nothing = conf("", model="", seconds=60, adopted=tmp_path / "reranker")
        settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"adopted-{uuid.uuid4().hex[:8]}", rerank=nothing)
        return tmp_path / "reranker"

    @pytest.fixture
    def scope(self):
        texts = [f"{QUESTION.capitalize()} was rejected.", APPROVED]
        version = IndexedVersion(uuid.uuid4(), uuid.uuid4(), uuid.uuid4(), "Rules")
        index.write(version, [Chunk(number, text, (Span(1, 0, len(text)),)) for number, text in enumerate(texts)])
        index.publish(version)
        return Scope(frozenset([version.collection_id]))

    def test_the_next_search_asks_what_was_adopted_and_none_asks_what_was_dropped(self, scope, small, place):
        assert "re-ranker" not in search(QUESTION, scope).steps
        own = adopted.adopt(small)
        assert own.parent == place
        assert "re-ranker" in search(QUESTION, scope).steps
        assert adopted.drop()
        assert "re-ranker" not in search(QUESTION, scope).steps
        assert not adopted.drop()
        assert is_one(own)

    def test_its_score_is_added_to_the_searchs_own_by_its_weight(self, scope, small):
        before = search(QUESTION, scope).passages
        adopted.adopt(small)
        assert search(QUESTION, scope).passages[0].text == APPROVED
        (small / "reranker.json").write_text(json.dumps({"format": 1, "weight": 0.0, "longest": 128}))
        adopted.adopt(small)
        assert search(QUESTION, scope).passages == before

    def test_the_settings_count_before_what_was_adopted(self, scope, small, settings):
        adopted.adopt(small)
        settings.RETRIEVAL = replace(settings.RETRIEVAL, rerank=replace(settings.RETRIEVAL.rerank, model="/nowhere"))
        assert adopted.in_use().model == "/nowhere"

    def test_one_whose_folder_is_gone_is_none(self, scope, small):
        (adopted.adopt(small) / "reranker.json").unlink()
        assert "re-ranker" not in search(QUESTION, scope).steps
