"""Golden questions that the model suggests from passages, and a person confirms."""

from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from evaluation.golden import suggesting
from evaluation.golden.suggesting import NoSuggestion
from evaluation.models import GoldenQuestion
from forgetting import tombstones
from tests.evaluation.golden_making import HOTEL, MEALS, indexed, written
from tests.fake_model import FakeModel

LONG = f"{MEALS} {HOTEL} Whoever stays with friends may bring a gift worth up to 30 euros, and hands in the receipt afterwards."
QUESTION = "What may a night in a hotel cost while travelling?"


@pytest.fixture
def model(settings):
    """A model that suggests one question."""
    with FakeModel(answer=f"{QUESTION}\nThat is my question.") as fake:
        settings.GATEWAY = replace(settings.GATEWAY, provider="openai", url=fake.url, model="fake", api_key="")
        yield fake


@pytest.fixture
def policy(cast, own_index):
    return indexed(cast.handbook, "policy.txt", LONG, LONG + " Trains come first.")


def test_a_suggestion_names_its_page_and_waits_for_a_person(cast, policy, model):
    made = suggesting.suggest(cast.handbook, cast.alice)
    assert (made.question, made.origin, made.confirmed_at, made.created_by) == (QUESTION, "suggested", None, cast.alice)
    assert made.made_from == policy.pk
    source = made.sources.get()
    assert source.document_id == policy.pk
    assert source.page in (1, 2)
    assert MEALS in model.prompts[0]


def test_documents_without_a_question_come_first(cast, policy, model):
    other = indexed(cast.handbook, "other.txt", LONG.replace("30", "40"))
    written(cast.handbook, "Something else?", policy)
    assert suggesting.suggest(cast.handbook).sources.get().document_id == other.pk


@pytest.mark.parametrize("answer", ["I can not do that.", "", "Why?", "x" * 400 + "?"])
def test_what_is_no_question_is_not_kept(cast, policy, model, answer):
    model.answer = answer
    with pytest.raises(NoSuggestion, match="no question that could be used"):
        suggesting.suggest(cast.handbook)
    assert not GoldenQuestion.objects.exists()


def test_the_same_question_is_not_suggested_twice(cast, policy, model):
    written(cast.handbook, QUESTION, policy)
    with pytest.raises(NoSuggestion):
        suggesting.suggest(cast.handbook)


def test_nothing_is_left_of_a_document_that_was_erased_while_the_model_wrote(cast, policy, model):
    tombstones.put([tombstones.document(policy.pk)])
    with pytest.raises(NoSuggestion, match="erased meanwhile"):
        suggesting.suggest(cast.handbook)
    assert not GoldenQuestion.objects.exists()


def test_a_model_that_is_away_and_documents_that_say_too_little_are_told(cast, policy, model, own_index):
    model.status = 500
    with pytest.raises(NoSuggestion):
        suggesting.suggest(cast.handbook)
    with pytest.raises(NoSuggestion, match="long enough"):
        suggesting.suggest(cast.vault)


def test_without_a_model_the_page_says_that_there_are_no_suggestions(cast, settings, client):
    settings.GATEWAY = replace(settings.GATEWAY, provider="extractive")
    client.force_login(cast.alice)
    assert "Without a language model" in client.get(reverse("evaluation:golden-set", args=[cast.handbook.pk])).text
    with pytest.raises(CommandError, match="Without a language model"):
        call_command("golden", "suggest", "--collection", "Handbook")


def test_an_editor_has_one_suggested_by_the_worker_and_confirms_it(live, cast, policy, model, client):
    client.force_login(cast.alice)
    answer = client.post(reverse("evaluation:golden-suggest", args=[cast.handbook.pk]))
    made = GoldenQuestion.objects.get()
    assert answer.url == reverse("evaluation:golden", args=[made.pk])
    assert "Confirm" in client.get(answer.url).text


def test_without_a_worker_the_person_is_told(cast, client, monkeypatch, redis_service):
    monkeypatch.setattr(suggesting, "SECONDS", 0.1)
    client.force_login(cast.alice)
    answer = client.post(reverse("evaluation:golden-suggest", args=[cast.handbook.pk]), follow=True)
    assert "No answer worker made a suggestion in time" in answer.text
