"""Asking, stopping and asking again, with and without JavaScript."""

from dataclasses import replace

import pytest
from django.urls import reverse

from assistant.models import Turn
from tests.assistant.chats import HTMX, answered, conversation, turn


def ask(client, talk, question="And in London?", **more):
    return client.post(reverse("assistant:ask", args=[talk.pk]), {"question": question}, **more)


def test_a_question_comes_back_as_a_busy_article_that_listens(client, cast):
    talk = conversation(cast.bob)
    client.force_login(cast.bob)
    answer = ask(client, talk, headers=HTMX)
    made = talk.turns.get()
    assert answer.status_code == 200
    assert f'id="turn-{made.pk}" aria-busy="true"' in answer.text
    assert f'hx-sse:connect="{reverse("assistant:turn-events", args=[made.pk])}"' in answer.text


def test_without_javascript_the_question_leads_to_its_place_in_the_conversation(client, cast):
    talk = conversation(cast.bob)
    client.force_login(cast.bob)
    assert ask(client, talk).url == f"{reverse('assistant:conversation', args=[talk.pk])}#turn-{talk.turns.get().pk}"


@pytest.mark.parametrize("question", ["", "x" * 4001])
def test_a_question_that_cannot_be_asked_returns_the_composer_with_the_reason(client, cast, question):
    talk = conversation(cast.bob)
    client.force_login(cast.bob)
    answer = ask(client, talk, question, headers=HTMX)
    assert answer.status_code == 422
    assert answer.text.strip().startswith("<form")
    assert 'id="question-error"' in answer.text


def test_one_question_is_answered_at_a_time(client, cast):
    talk = conversation(cast.bob)
    turn(talk, state=Turn.State.ANSWERING)
    client.force_login(cast.bob)
    answer = ask(client, talk, headers=HTMX)
    assert answer.status_code == 422
    assert "still being answered" in answer.text
    assert ask(client, talk).status_code == 422


def test_the_choice_of_collections_is_kept_on_the_conversation(client, cast):
    talk = conversation(cast.bob)
    client.force_login(cast.bob)
    client.post(reverse("assistant:ask", args=[talk.pk]), {"question": "And in London?", "collections": [cast.handbook.pk]})
    assert list(talk.collections.all()) == [cast.handbook]
    assert f'value="{cast.handbook.pk}" checked' in client.get(reverse("assistant:conversation", args=[talk.pk])).text


def test_a_finished_turn_fetches_itself_whole(client, cast):
    made = answered(conversation(cast.bob))
    client.force_login(cast.bob)
    answer = client.get(reverse("assistant:turn", args=[made.pk]), headers=HTMX)
    assert answer.text.strip().startswith("<article")
    assert "aria-busy" not in answer.text
    assert "Travel policy" in answer.text


def test_a_waiting_turn_can_be_stopped(client, cast):
    made = turn(conversation(cast.bob), state=Turn.State.QUEUED)
    client.force_login(cast.bob)
    answer = client.post(reverse("assistant:stop", args=[made.pk]), headers=HTMX)
    assert "You stopped this before there was an answer." in answer.text
    made.refresh_from_db()
    assert made.state == Turn.State.STOPPED


def test_an_answer_in_the_making_is_asked_to_stop_and_tells_the_end_itself(client, cast):
    made = turn(conversation(cast.bob), state=Turn.State.ANSWERING)
    client.force_login(cast.bob)
    assert client.post(reverse("assistant:stop", args=[made.pk]), headers=HTMX).status_code == 204
    made.refresh_from_db()
    assert made.stop_asked


def test_a_failed_turn_shows_why_and_can_be_asked_again(client, cast):
    made = turn(conversation(cast.bob), state=Turn.State.FAILED, error="The model does not answer. Try again in a minute.")
    client.force_login(cast.bob)
    page = client.get(reverse("assistant:turn", args=[made.pk]), headers=HTMX).text
    assert "The model does not answer. Try again in a minute." in page
    assert reverse("assistant:ask-again", args=[made.pk]) in page
    client.post(reverse("assistant:ask-again", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == Turn.State.QUEUED


def test_quotes_that_stand_in_for_the_model_can_be_asked_again(client, cast, settings):
    made = turn(conversation(cast.bob), answer="A night may cost 140 euros.", provider="extractive")
    again = reverse("assistant:ask-again", args=[made.pk])
    client.force_login(cast.bob)

    settings.GATEWAY = replace(settings.GATEWAY, provider="openai")
    assert again in client.get(reverse("assistant:turn", args=[made.pk]), headers=HTMX).text

    settings.GATEWAY = replace(settings.GATEWAY, provider="extractive")
    assert again not in client.get(reverse("assistant:turn", args=[made.pk]), headers=HTMX).text


@pytest.mark.parametrize(
    ("method", "name"), [("get", "turn"), ("post", "stop"), ("post", "ask-again"), ("post", "rate"), ("get", "turn-events")]
)
def test_a_turn_of_another_looks_like_none(client, cast, method, name):
    made = answered(conversation(cast.alice))
    for person in (cast.bob, cast.ada, cast.mallory):
        client.force_login(person)
        assert getattr(client, method)(reverse(f"assistant:{name}", args=[made.pk])).status_code == 404


def test_nobody_asks_in_the_conversation_of_another(client, cast):
    talk = conversation(cast.alice)
    client.force_login(cast.ada)
    assert ask(client, talk, headers=HTMX).status_code == 404
    assert not talk.turns.exists()


def test_markup_in_questions_and_answers_is_shown_as_text(client, cast):
    made = turn(conversation(cast.bob), question="<b>bold?</b>", answer="<script>alert(1)</script> [x](javascript:alert(1))")
    client.force_login(cast.bob)
    page = client.get(reverse("assistant:turn", args=[made.pk]), headers=HTMX).text
    assert "<b>bold?</b>" not in page
    assert "<script" not in page
    assert 'href="javascript' not in page
