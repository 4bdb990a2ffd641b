"""Thumbs, from the person who asked to the administrator who reads them."""

import pytest
from django.urls import reverse

from assistant import feedback
from assistant.models import Feedback
from tests.assistant.chats import HTMX, answered, conversation


@pytest.fixture
def made(cast):
    return answered(conversation(cast.bob))


@pytest.fixture
def rate(client, cast, made):
    client.force_login(cast.bob)
    return lambda **values: client.post(reverse("assistant:rate", args=[made.pk]), values, headers=HTMX)


def test_a_thumb_is_kept_and_shown_as_pressed(rate, made):
    answer = rate(helpful="yes")
    assert 'value="" aria-pressed="true" aria-label="Helpful"' in answer.text
    assert Feedback.objects.get(turn=made).helpful


def test_a_thumb_down_offers_reasons_and_keeps_the_chosen_ones(rate, made):
    assert "Something is missing" in rate(helpful="no").text
    answer = rate(helpful="no", reasons=["incomplete"], comment="London is missing.", detailed="yes")
    kept = Feedback.objects.get(turn=made)
    assert (kept.helpful, kept.reasons, kept.comment) == (False, ["incomplete"], "London is missing.")
    assert 'value="incomplete" checked' in answer.text
    assert "Thank you" in answer.text


def test_a_thumb_can_be_turned_and_taken_back(rate, made):
    rate(helpful="yes")
    rate(helpful="no")
    assert not Feedback.objects.get(turn=made).helpful
    rate(helpful="")
    assert not Feedback.objects.filter(turn=made).exists()


@pytest.mark.parametrize(
    "values", [{"helpful": "maybe"}, {"helpful": "no", "reasons": ["ugly"]}, {"helpful": "no", "comment": "x" * 2001}]
)
def test_a_rating_that_makes_no_sense_is_refused(rate, made, values):
    assert rate(**values).status_code == 422
    assert not Feedback.objects.filter(turn=made).exists()


def test_without_javascript_rating_leads_back_to_the_answer(client, cast, made):
    client.force_login(cast.bob)
    assert client.post(reverse("assistant:rate", args=[made.pk]), {"helpful": "yes"}).url.endswith(f"#turn-{made.pk}")


def test_administrators_read_feedback_with_question_answer_and_passages(client, cast, made):
    feedback.rate(made, helpful=False, reasons=["outdated"], comment="The limit is 160 now.")
    client.force_login(cast.ada)
    page = client.get(reverse("assistant:feedback-list")).text
    for words in ("What may a hotel cost?", "A night may cost 140 euros.", "Travel policy", "out of date", "160 now", "bob"):
        assert words in page


def test_feedback_is_filtered_by_thumb(client, cast, made):
    feedback.rate(made, helpful=False)
    client.force_login(cast.ada)
    address = reverse("assistant:feedback-list")
    assert made.question in client.get(address, {"thumb": "down"}).text
    assert made.question not in client.get(address, {"thumb": "up"}).text


def test_only_administrators_read_feedback(client, cast):
    for person in (cast.alice, cast.bob, cast.mallory):
        client.force_login(person)
        assert client.get(reverse("assistant:feedback-list")).status_code == 404


def test_the_feedback_list_asks_the_database_the_same_for_one_and_for_many(client, cast, django_assert_num_queries):
    client.force_login(cast.ada)
    for count in (1, 5):
        for _ in range(count):
            feedback.rate(answered(conversation(cast.bob)), helpful=True)
        with django_assert_num_queries(7):
            client.get(reverse("assistant:feedback-list"))
