"""A real question becomes a golden one with one click."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from access.models import Grant, Role
from assistant import feedback
from assistant.models import Citation
from tests.assistant.chats import answered, conversation


@pytest.fixture
def turn(cast):
    """A question of Alice's with one source of the Handbook that is cited, and one that was only read."""
    made = answered(conversation(cast.alice))
    made.citations.update(collection_id=cast.handbook.pk)
    return made


def keep(client, turn, name="keep-turn"):
    return client.get(reverse(f"evaluation:{name}", args=[turn.pk]))


def brought(answer):
    return parse_qs(urlsplit(answer.url).query)


def test_an_editor_keeps_a_question_of_their_own_with_what_the_answer_cites(client, cast, turn):
    client.force_login(cast.alice)
    assert (
        reverse("evaluation:keep-turn", args=[turn.pk])
        in client.get(reverse("assistant:conversation", args=[turn.conversation_id])).text
    )
    answer = keep(client, turn)
    assert urlsplit(answer.url).path == reverse("evaluation:golden-new", args=[cast.handbook.pk])
    cited = turn.citations.get(cited=True)
    assert brought(answer) == {"question": [turn.question], "from": ["answer"], "places": [f"{cited.document_id}:3"]}


def test_readers_and_other_people_can_not(client, cast, turn):
    own = answered(conversation(cast.bob))
    own.citations.update(collection_id=cast.handbook.pk)
    client.force_login(cast.bob)
    assert "golden" not in client.get(reverse("assistant:conversation", args=[own.conversation_id])).text
    assert keep(client, own).status_code == keep(client, turn).status_code == 404
    client.force_login(cast.ada)
    assert keep(client, turn).status_code == 404


def test_an_answer_from_two_collections_asks_which_one_keeps_it(client, cast, turn):
    Grant.objects.create(collection=cast.vault, user=cast.alice, role=Role.EDITOR)
    turn.citations.filter(cited=False).update(cited=True, collection_id=cast.vault.pk)
    client.force_login(cast.alice)
    page = keep(client, turn)
    assert page.status_code == 200
    vault = Citation.objects.get(collection_id=cast.vault.pk)
    handbook = Citation.objects.get(collection_id=cast.handbook.pk)
    links = dict(page.context["addresses"])
    assert f"{vault.document_id}" in links[cast.vault]
    assert f"{handbook.document_id}" not in links[cast.vault]


def test_a_withheld_answer_is_not_kept_either(client, cast, turn):
    turn.citations.filter(cited=False).update(collection_id=cast.vault.pk)
    client.force_login(cast.alice)
    assert keep(client, turn).status_code == 404
    Grant.objects.create(collection=cast.vault, user=cast.alice, role=Role.READER)
    assert keep(client, turn).status_code == 302


def test_administrators_keep_what_got_a_thumb_down(client, cast, turn):
    client.force_login(cast.ada)
    assert keep(client, turn, "keep-rated").status_code == 404
    feedback.rate(turn, helpful=False)
    assert reverse("evaluation:keep-rated", args=[turn.pk]) in client.get(reverse("assistant:feedback-list")).text
    assert brought(keep(client, turn, "keep-rated"))["from"] == ["thumb"]
