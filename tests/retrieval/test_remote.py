"""Search from the web process: a real worker answers over a real Redis."""

import json
import uuid
from dataclasses import replace

import pytest

from access.scope import Scope
from retrieval import index, remote, tasks, wire
from retrieval.errors import IndexUnavailable, RetrievalError
from retrieval.filters import Filters, Kind, pack
from retrieval.messages import Chunk, Found, IndexedVersion, Line, Passage, Reading, Span
from retrieval.search import search

LINE = Line(1, 0, 4, 0.1, 0.2, 0.3, 0.4)
IDS = uuid.uuid4(), uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
PASSAGE = Passage(*IDS, "Größe", ("A", "B"), "text", (Span(1, 0, 4),), (LINE,), 1.5, "größe.pdf")


def test_what_was_found_comes_through_the_wire_unchanged():
    found = Found(
        (PASSAGE, replace(PASSAGE, spans=(), lines=(), heading=())),
        0.25,
        {"embed": 1.5},
        (Reading("spelling", "babage", "babbage"),),
    )
    assert wire.unpack(json.loads(json.dumps(wire.pack(found)))) == found


@pytest.fixture
def meals(vectors_service, settings, transactional_db):
    """One document on meals, in an index of its own."""
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"remote-{uuid.uuid4().hex[:8]}")
    version = IndexedVersion(uuid.uuid4(), uuid.uuid4(), uuid.uuid4(), "Meals")
    index.write(version, [Chunk(0, "Meals cost 30 euros.", (Span(1, 0, 20),))])
    index.publish(version)
    return Scope(frozenset([version.collection_id]))


def test_the_task_finds_what_the_function_finds(meals):
    told = wire.unpack(tasks.search_for("meals", [str(key) for key in meals.collections], 3))
    assert told.passages == search("meals", meals, limit=3).passages != ()


def test_the_task_narrows_as_the_function_does(meals):
    ids, asked = [str(key) for key in meals.collections], pack(Filters(kinds=frozenset([Kind.PDF])))
    assert wire.unpack(tasks.search_for("meals", ids, 3, asked)).passages == ()


def test_the_task_tells_an_error_in_words(meals, settings):
    settings.RETRIEVAL = replace(settings.RETRIEVAL, qdrant_url="http://127.0.0.1:9")
    assert "try again" in tasks.search_for("meals", [str(key) for key in meals.collections])["error"]


def test_an_empty_scope_asks_no_worker():
    assert remote.search("meals", Scope(frozenset())) == Found((), 0.0, {})


def test_without_a_worker_the_caller_is_told_to_try_again(redis_service, meals, monkeypatch):
    monkeypatch.setattr(remote, "SECONDS", 0.5)
    with pytest.raises(IndexUnavailable, match="try again"):
        remote.search("meals", meals)


def test_a_worker_answers_over_redis(redis_service, meals, settings, celery_worker):
    assert [passage.text for passage in remote.search("meals", meals).passages] == ["Meals cost 30 euros."]
    settings.RETRIEVAL = replace(settings.RETRIEVAL, qdrant_url="http://127.0.0.1:9")
    with pytest.raises(RetrievalError, match="try again"):
        remote.search("meals", meals)


@pytest.fixture
def celery_worker(redis_service):
    """A worker for answers, in a thread of this process so that it sees the test's settings and rows."""
    from celery.contrib.testing.worker import start_worker

    from config.celery import app

    with start_worker(app, pool="solo", perform_ping_check=False, queues=["answers"]) as worker:
        yield worker
