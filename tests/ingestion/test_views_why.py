"""Why a document is found or not, asked by an editor through the answer worker, and told in plain words."""

import re
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ingestion.models import State
from retrieval import excluding, index, remote
from retrieval.messages import Chunk, IndexedVersion, Span, Terms
from retrieval.models import StoredChunk
from tests.ingestion.views_making import document, pages

MEALS = "Meals are paid up to 30 euros a day while travelling."
QUESTION = "How many euros for meals a day?"


@pytest.fixture
def live(vectors_service, redis_service, settings, transactional_db):
    """An index for each test alone, and a worker for answers, in a thread of this process."""
    from celery.contrib.testing.worker import start_worker

    from config.celery import app

    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"why-{uuid.uuid4().hex[:8]}", keep=2)
    with start_worker(app, pool="solo", perform_ping_check=False, queues=["answers"]) as worker:
        yield worker


def indexed(collection, name, *texts):
    """A document of one page, with a chunk for each text."""
    made = document(collection, name, media_type="text/plain", title=name)
    pages(made.current, "\n".join(texts))
    version = IndexedVersion(made.pk, made.current_id, collection.pk, name, name)
    index.write(version, [Chunk(number, text, (Span(1, 0, len(text)),)) for number, text in enumerate(texts)])
    index.publish(version)
    return made


def ask(client, made, question=QUESTION):
    return client.get(reverse("ingestion:why", args=[made.pk]), {"q": question})


@pytest.fixture
def told(client, cast):
    """What the first sentences say, when Alice asks."""
    client.force_login(cast.alice)

    def get(made, question=QUESTION):
        answer = ask(client, made, question)
        assert answer.status_code == 200
        return " ".join(answer.context["told"]), answer

    return get


def test_an_editor_is_told_in_words_and_numbers_why_a_document_is_found_or_not(live, cast, told):
    meals = indexed(cast.handbook, "meals.txt", MEALS, "Guests are taken to lunch by their host.")
    house = indexed(cast.handbook, "house.txt", "The roof is looked after in spring.")
    indexed(cast.vault, "secret.txt", "Secret: meals are paid up to 900 euros a day.")
    said, answer = told(meals)
    assert "The document is found. Chunk 1 is passage 1 of the 2 that the search brings." in said
    assert "<mark>meals</mark>" in answer.text
    said, answer = told(house)
    assert "The document is not found. Chunk 1 comes at place 3, and the search takes the first 2:" in said
    assert re.search(r"\d\.\d\d points are missing", said)
    assert "Secret" not in answer.text
    assert reverse("ingestion:page", args=[meals.pk, 1]) in answer.text


def test_what_is_excluded_or_expired_is_said_to_be(live, cast, told):
    made = indexed(cast.handbook, "meals.txt", MEALS)
    chunk = StoredChunk.objects.get().pk
    excluding.exclude(chunk, reason="Out of date", by=cast.alice)
    assert "The document is not found. Chunk 1 is excluded from search by alice since" in told(made)[0]
    assert "Out of date" in told(made)[0]
    excluding.take_back(chunk)
    index.set_terms({made.pk: Terms(expires_at=timezone.now() - timedelta(hours=1))})
    assert "it has expired" in told(made)[0]


def test_a_document_that_failed_says_why_nothing_of_it_is_found(live, cast, told):
    made = document(cast.handbook, "broken.pdf", state=State.FAILED, reason="It is broken.", advice="Mend it.")
    assert told(made)[0].endswith("nothing of it is in the index. It is broken. Mend it.")


def test_a_question_that_nothing_answers_is_said_to_be_unsure(live, cast, told):
    made = indexed(cast.handbook, "house.txt", "The roof is looked after in spring.")
    assert "no language model is asked" in told(made, "Who won the war of 1812?")[0]


@pytest.mark.django_db
@pytest.mark.parametrize("question", ["", "   ", "x" * 1001, "a\0b"])
def test_no_question_and_one_too_long_are_asked_again(client, cast, question):
    client.force_login(cast.alice)
    assert ask(client, document(cast.handbook), question).status_code == 422


def test_when_no_worker_answers_that_is_said(redis_service, client, cast, monkeypatch, transactional_db):
    client.force_login(cast.alice)
    made = document(cast.handbook)
    monkeypatch.setattr(remote, "SECONDS", 0.5)
    answer = ask(client, made)
    assert answer.status_code == 503
    assert "No answer worker took the search." in answer.text
    assert QUESTION in answer.text


def test_when_the_index_is_away_that_is_said(live, client, cast, settings):
    client.force_login(cast.alice)
    settings.RETRIEVAL = replace(settings.RETRIEVAL, qdrant_url="http://127.0.0.1:9")
    answer = ask(client, document(cast.handbook))
    assert answer.status_code == 503
    assert "The search index does not answer at the moment." in answer.text
