"""Answers to golden questions are text of documents: it goes with a document that is erased, and a person is taken out of it."""

from dataclasses import replace

import pytest
from django.utils import timezone

from evaluation import hiding
from evaluation.golden import answering, keeping, playing
from evaluation.golden.messages import Asked
from evaluation.models import GoldenAnswer, GoldenRun
from forgetting import proving
from forgetting.errors import NotYet
from forgetting.messages import Person
from ingestion import emptying
from tests.evaluation.golden_making import held, written
from tests.fake_model import FakeModel
from tests.forgetting.making import OTHER, SECRET, certified, erase, found, put

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]
HERON = "Where does the heron nest?"


@pytest.fixture
def model(settings):
    with FakeModel() as fake:
        settings.GATEWAY = replace(settings.GATEWAY, provider="openai", url=fake.url, model="fake", api_key="")
        yield fake


@pytest.fixture
def heron(cast, model):
    return put(cast.handbook, "heron.txt", SECRET)


@pytest.fixture
def kept(cast, heron):
    """Two answers in a run: of the heron, and of the quay."""
    quay = put(cast.handbook, "quay.txt", OTHER)
    written(cast.handbook, HERON, heron)
    written(cast.handbook, "When are the lanterns lit on the quay?", quay)
    run = playing.play_now(playing.order(cast.handbook, answers=True))
    assert run.state == GoldenRun.State.DONE, run.said
    return GoldenAnswer.objects.get(result__question__question=HERON)


def test_an_answer_goes_with_a_document_behind_it_and_its_figures_stay(kept, heron, cast):
    assert "evaluation.goldenanswer.text" in {hit.where for hit in proving.prove([SECRET]).hits}
    erasure = erase(heron, by=cast.alice)
    assert not proving.prove([SECRET]).hits
    assert found(erasure)["Answers to golden questions that rest on it"] >= 1
    assert all(place["left"] == 0 for place in certified(erasure)["places"])
    kept.refresh_from_db()
    assert (kept.text, kept.claims) == ("", [])
    assert kept.merits["citation_recall"] == 1
    assert kept.erased_at


def test_what_is_erased_while_it_is_answered_is_not_kept(cast, heron):
    golden = written(cast.handbook, HERON, heron)
    run = playing.order(cast.handbook, answers=True)
    hold = held(run)
    answered = answering.answer(HERON, playing.readers_scope(cast.handbook.pk), hold)
    erase(heron, by=cast.alice)
    asked = Asked(HERON, answerable=True, places=keeping.places(golden))
    playing._ask(run, golden, asked, None, answered)
    assert GoldenAnswer.objects.get().text == ""
    assert not proving.prove([SECRET]).hits


def test_an_answer_of_an_earlier_upload_that_was_deleted_for_good_goes_too(kept, heron, cast):
    emptying.remove(heron)
    again = put(cast.handbook, "heron again.txt", SECRET)
    erase(again, by=cast.alice)
    assert not proving.prove([SECRET]).hits
    kept.refresh_from_db()
    assert kept.text == ""
    assert GoldenAnswer.objects.exclude(pk=kept.pk).get().text, "the other answer stays"


def test_a_person_is_taken_out_of_answers_but_of_those_that_rest_on_a_document_that_was_left(kept, heron):
    person = Person(("heron",), frozenset(), frozenset([heron.pk]))
    assert not list(hiding.named(person))
    person = replace(person, left=frozenset(), masked_at=timezone.now())
    assert [hit.where for hit in hiding.named(person)] == ["Answers to golden questions"]
    hiding.hide(person)
    kept.refresh_from_db()
    assert "heron" not in kept.text.lower()
    assert "[REMOVED]" in kept.text
    assert not list(hiding.named(person))


def test_a_person_is_waited_for_while_a_run_writes_answers(kept, cast):
    held(playing.order(cast.handbook, answers=True))
    with pytest.raises(NotYet):
        hiding.hide(Person(("heron",), frozenset(), frozenset(), masked_at=timezone.now()))
