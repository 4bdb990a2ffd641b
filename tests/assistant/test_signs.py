"""What people do with answers is counted beside the thumbs: ids, kind, time and count, and no word more."""

import logging
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assistant import asking, feedback
from assistant.models import Chain, Sign, Turn
from assistant.signs import same
from tests.assistant.chats import HTMX, answered, conversation

pytestmark = pytest.mark.usefixtures("redis_service")


@pytest.fixture
def made(cast):
    made = answered(conversation(cast.bob))
    made.citations.update(collection_id=cast.handbook.pk)
    Turn.objects.filter(pk=made.pk).update(finished_at=timezone.now())
    return made


def counted():
    return {(sign.turn_id, sign.kind): sign.count for sign in Sign.objects.all()}


def ask(person, question):
    return asking.begin(person, (), question)


def test_each_footnote_that_its_person_opens_is_counted(client, cast, made):
    source = reverse("assistant:citation", args=[made.citations.get(number=1).pk])
    for person in (cast.bob, cast.bob, cast.alice):
        client.force_login(person)
        client.get(source, headers=HTMX)
    assert counted() == {(made.pk, "opened"): 2}


def test_a_copy_is_counted_for_its_own_person_while_they_may_see_the_answer(client, cast, made):
    address = reverse("assistant:copied", args=[made.pk])
    client.force_login(cast.bob)
    assert address in client.get(reverse("assistant:conversation", args=[made.conversation_id])).text
    assert client.post(address).status_code == 204
    assert counted() == {(made.pk, "copied"): 1}
    made.citations.update(collection_id=cast.vault.pk)
    assert client.post(address).status_code == 404
    client.force_login(cast.ada)
    assert client.post(address).status_code == 404
    assert counted() == {(made.pk, "copied"): 1}


def test_the_same_question_soon_after_its_answer_is_a_sign_of_that_answer(cast, made):
    ask(cast.bob, "What may hotels cost?")
    assert counted() == {(made.pk, "again"): 1}


@pytest.mark.parametrize("question", ["What may a meal cost?", "Hello", "And for managers?"])
def test_another_question_is_none(cast, made, question):
    ask(cast.bob, question)
    assert counted() == {}


def test_nor_is_it_another_person_later_or_without_an_answer(cast, made):
    ask(cast.alice, made.question)
    Turn.objects.filter(pk=made.pk).update(finished_at=timezone.now() - timedelta(minutes=16))
    ask(cast.bob, made.question)
    ask(cast.bob, made.question)
    assert counted() == {}


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("How many days of leave do I get?", "How many leave days do we get?", True),
        ("Who approves a sabbatical abroad?", "Who aproves a sabatical abroad?", True),
        ("What was the budget in 2023?", "What was the budget in 2024?", False),
        ("Leave for employees in Berlin?", "Leave for employees in Munich?", False),
        ("And then?", "And then?", False),
    ],
)
def test_nearly_the_same_words_are_the_same_question_but_numbers_and_names_tell_apart(one, other, alike):
    assert same(one, other) is alike


def test_signs_stand_beside_the_thumbs(client, cast, made):
    feedback.rate(made, helpful=True)
    Sign.objects.create(turn=made, kind="opened", count=3)
    Sign.objects.create(turn=made, kind="copied")
    client.force_login(cast.ada)
    page = client.get(reverse("assistant:feedback-list")).text
    assert "3 footnotes opened" in page
    assert ">Copied<" in page


def test_what_was_asked_again_is_kept_as_golden_question_with_one_click(client, cast, made, caplog):
    Chain.objects.create(turn=made, told={})
    Sign.objects.create(turn=made, kind="again")
    client.force_login(cast.ada)
    page = client.get(reverse("assistant:again-list"))
    keep = reverse("evaluation:keep-rated", args=[made.pk])
    assert made.question in page.text
    assert made.answer not in page.text
    assert keep in page.text
    assert f"ada looks at questions that were asked again (turns {made.pk})" in caplog.text
    assert "from=again" in client.get(keep).url


def test_it_is_listed_only_while_the_way_to_its_answer_is_kept_and_only_for_administrators(client, cast, made, caplog):
    caplog.set_level(logging.WARNING)
    Sign.objects.create(turn=made, kind="again")
    client.force_login(cast.ada)
    assert made.question not in client.get(reverse("assistant:again-list")).text
    assert client.get(reverse("evaluation:keep-rated", args=[made.pk])).status_code == 404
    assert "asked again" not in caplog.text
    Chain.objects.create(turn=made, told={})
    for person in (cast.alice, cast.bob, cast.mallory):
        client.force_login(person)
        assert client.get(reverse("assistant:again-list")).status_code == 404
        assert client.get(reverse("evaluation:keep-rated", args=[made.pk])).status_code == 404


def test_the_list_asks_the_database_the_same_for_one_and_for_many(client, cast, django_assert_num_queries):
    client.force_login(cast.ada)
    for count in (1, 4):
        for _ in range(count):
            turn = answered(conversation(cast.bob))
            Chain.objects.create(turn=turn, told={})
            Sign.objects.create(turn=turn, kind="again")
        with django_assert_num_queries(6):
            client.get(reverse("assistant:again-list"))


def test_signs_go_with_their_answer(cast, made):
    Sign.objects.create(turn=made, kind="copied")
    made.conversation.delete()
    assert not Sign.objects.exists()
