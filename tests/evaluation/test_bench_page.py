"""The bench in the browser: one search with switches, shared as a link, kept as golden."""

import pytest
from django.urls import reverse

from tests.evaluation.golden_making import HOTEL

BENCH = reverse("evaluation:bench")
QUESTION = "What may a night in a hotel cost?"


@pytest.fixture
def searched(live, cast, travel, others, client):
    """What somebody's bench shows for an address."""

    def get(name, **query):
        client.force_login(getattr(cast, name))
        return client.get(BENCH, {"q": QUESTION, **query})

    return get


def test_each_passage_tells_what_every_stage_made_of_it(searched, travel):
    page = searched("alice")
    first = page.context["rows"][0]
    assert first.passage.text == HOTEL
    assert (first.judged.rank, first.judged.dense_rank, first.judged.bm25_rank, first.judged.fused_rank) == (1, 1, 1, 1)
    assert first.judged.score == pytest.approx(first.judged.fused + first.judged.looked + first.judged.weight)
    assert "<mark>hotel</mark>" in page.text
    assert f"places={travel.pk}%3A2" in page.text


def test_each_passage_tells_whether_a_model_would_be_shown_it(searched):
    page = searched("alice", limit="1", switched="1", stage=["dense", "bm25", "neighbours"])
    assert "shown to the model: " in page.text
    assert "with what stands beside it on page" in page.text
    alone = searched("alice", limit="1", switched="1", stage=["dense", "bm25"])
    assert "with what stands beside it" not in alone.text


def test_stages_are_switched_off_by_the_address(searched):
    rows = searched("alice", switched="1", stage=["bm25"]).context["rows"]
    assert all(row.judged.dense is None and row.judged.looked is None for row in rows)
    rows = searched("alice", switched="1", stage=["dense"], limit="1").context["rows"]
    assert [(row.judged.dense is not None, row.judged.bm25) for row in rows] == [(True, None)]


def test_the_same_link_finds_for_each_what_each_may_read(searched, cast):
    question = "Up to how many euros are meals of the board paid?"
    assert "900 euros" in searched("ada", q=question).text
    assert "900 euros" not in searched("alice", q=question).text
    assert searched("mallory", q=question).context["rows"] == []
    narrowed = searched("ada", q=question, collection=str(cast.handbook.pk))
    assert {row.collection for row in narrowed.context["rows"]} == {"Handbook"}


def test_readers_may_look_but_only_editors_keep(searched):
    page = searched("bob")
    assert page.context["rows"]
    assert "Keep as golden" not in page.text


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ({"q": " "}, "Type a question."),
        ({"switched": "1", "stage": ["rerank"]}, "Leave at least one way of finding"),
        ({"switched": "1"}, "Leave at least one way of finding"),
        ({"limit": "5000"}, "Ask for 1 to 50 passages."),
        ({"collection": "00000000-0000-4000-8000-000000000000"}, "not shared with you"),
        ({"collection": "nonsense"}, "is not a valid UUID"),
        ({"stage": "magic", "switched": "1"}, "Leave at least one way"),
    ],
)
def test_a_link_that_can_not_be_followed_says_why(cast, client, query, why):
    client.force_login(cast.bob)
    answer = client.get(BENCH, {"q": QUESTION, **query})
    assert answer.status_code == 422
    assert why in answer.text


def test_a_collection_that_is_not_shared_is_not_searched(cast, client):
    client.force_login(cast.alice)
    answer = client.get(BENCH, {"q": QUESTION, "collection": str(cast.vault.pk)})
    assert answer.status_code == 422
    assert "Vault" not in answer.text


def test_without_a_worker_the_page_says_so(cast, client, monkeypatch, redis_service):
    monkeypatch.setattr("retrieval.remote.SECONDS", 0.1)
    client.force_login(cast.alice)
    answer = client.get(BENCH, {"q": QUESTION})
    assert answer.status_code == 503
    assert "No answer worker took the search" in answer.text
