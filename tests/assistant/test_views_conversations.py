"""The chat page, its side list, and the life of a conversation."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assistant import asking
from assistant.models import Conversation, Turn
from retrieval.models import IndexedDocument
from tests.assistant.chats import HTMX, answered, conversation, turn


def index(collection, title):
    IndexedDocument.objects.create(document_id=uuid.uuid4(), collection_id=collection.pk, version_id=uuid.uuid4(), title=title)


def test_the_first_page_suggests_questions_about_documents_that_the_person_may_read(client, cast):
    index(cast.handbook, "Travel policy")
    index(cast.vault, "Board minutes")
    client.force_login(cast.bob)
    page = client.get("/").text
    assert "Travel policy" in page
    assert "Board minutes" not in page


def test_a_link_chooses_a_collection_only_where_it_may_be_read(client, cast):
    client.force_login(cast.bob)
    assert f'value="{cast.handbook.pk}" checked' in client.get("/", {"collection": cast.handbook.pk}).text
    assert "All collections</span>" in client.get("/", {"collection": cast.vault.pk}).text
    assert client.get("/", {"collection": "nonsense"}).status_code == 200


def test_without_a_collection_the_first_page_says_so_and_offers_no_composer(client, cast):
    client.force_login(cast.mallory)
    page = client.get("/").text
    assert "No collection is shared with you yet" in page
    assert "<textarea" not in page


def test_an_administrator_of_an_empty_house_is_sent_to_make_a_collection(client, cast):
    cast.handbook.delete()
    cast.vault.delete()
    client.force_login(cast.ada)
    assert reverse("access:collection-new") in client.get("/").text


def test_a_first_question_begins_a_conversation(client, cast):
    client.force_login(cast.bob)
    answer = client.post(reverse("assistant:start"), {"question": "What may a hotel cost?", "collections": [cast.handbook.pk]})
    talk = Conversation.objects.get(user=cast.bob)
    assert answer.url == reverse("assistant:conversation", args=[talk.pk])
    assert (talk.title, list(talk.collections.all())) == ("What may a hotel cost?", [cast.handbook])


@pytest.mark.parametrize("question", ["", "   ", "x" * 4001])
def test_a_question_that_cannot_be_asked_begins_nothing(client, cast, question):
    client.force_login(cast.bob)
    answer = client.post(reverse("assistant:start"), {"question": question})
    assert answer.status_code == 422
    assert 'id="question-error"' in answer.text
    assert not Conversation.objects.exists()


def test_one_person_cannot_fill_the_queue_that_all_wait_in(client, cast):
    for _ in range(asking.AT_ONCE):
        turn(conversation(cast.bob), state=Turn.State.QUEUED)
    stopped = turn(conversation(cast.bob), state=Turn.State.STOPPED)
    client.force_login(cast.bob)
    answer = client.post(reverse("assistant:start"), {"question": "What may a hotel cost?"})
    assert (answer.status_code, "still being answered" in answer.text) == (422, True)
    client.post(reverse("assistant:ask-again", args=[stopped.pk]))
    assert Turn.objects.filter(state=Turn.State.QUEUED).count() == asking.AT_ONCE
    assert Conversation.objects.count() == asking.AT_ONCE + 1
    client.force_login(cast.alice)
    assert client.post(reverse("assistant:start"), {"question": "What may a hotel cost?"}).status_code == 302


def test_a_collection_that_is_not_shared_cannot_be_chosen(client, cast):
    client.force_login(cast.bob)
    answer = client.post(reverse("assistant:start"), {"question": "What is in the vault?", "collections": [cast.vault.pk]})
    assert answer.status_code == 422
    assert "Vault" not in answer.text


@pytest.mark.parametrize("name", ["conversation", "rename", "delete"])
def test_a_conversation_of_another_looks_like_none(client, cast, name):
    talk = conversation(cast.alice)
    for person in (cast.bob, cast.ada, cast.mallory):
        client.force_login(person)
        assert client.get(reverse(f"assistant:{name}", args=[talk.pk])).status_code == 404
        assert client.get(reverse(f"assistant:{name}", args=[uuid.uuid4()])).status_code == 404


def test_an_answer_shows_its_footnotes_its_sources_and_what_nothing_supports(client, cast):
    made = answered(conversation(cast.bob))
    client.force_login(cast.bob)
    page = client.get(reverse("assistant:conversation", args=[made.conversation_id])).text
    assert 'aria-label="Source 1: Travel policy, page 3"' in page
    assert reverse("assistant:citation", args=[made.citations.get(number=1).pk]) in page
    assert "Most people take the train.<span" in page
    assert "marks 1 sentence that no passage supports" in page
    assert "Also read, not cited" in page


def test_a_refusal_names_what_was_searched_and_the_closest_passages(client, cast):
    made = answered(conversation(cast.bob))
    made.refused, made.answer = True, "I found no passage that answers this question."
    made.save()
    client.force_login(cast.bob)
    page = client.get(reverse("assistant:conversation", args=[made.conversation_id])).text
    assert "I found no passage that answers this question." in page
    assert "Searched: Handbook." in page
    assert "The closest passages" in page


def test_an_answer_by_quotation_says_so(client, cast):
    made = turn(conversation(cast.bob), answer="A quote.", provider="extractive")
    client.force_login(cast.bob)
    page = client.get(reverse("assistant:conversation", args=[made.conversation_id])).text
    assert "Quoted word for word" in page


def test_renaming_in_place_changes_the_heading_and_the_list(client, cast):
    talk = conversation(cast.bob)
    client.force_login(cast.bob)
    answer = client.post(reverse("assistant:rename", args=[talk.pk]), {"title": "Where to sleep"}, headers=HTMX)
    assert "<h1>Where to sleep</h1>" in answer.text
    assert f'id="side-{talk.pk}"' in answer.text
    talk.refresh_from_db()
    assert talk.title == "Where to sleep"


def test_an_empty_name_is_refused_in_place(client, cast):
    talk = conversation(cast.bob)
    client.force_login(cast.bob)
    answer = client.post(reverse("assistant:rename", args=[talk.pk]), {"title": " "}, headers=HTMX)
    assert (answer.status_code, "Write a name." in answer.text) == (422, True)


def test_deleting_asks_first_and_then_deletes(client, cast):
    talk = conversation(cast.bob)
    client.force_login(cast.bob)
    assert "Delete this conversation?" in client.get(reverse("assistant:delete", args=[talk.pk])).text
    assert client.post(reverse("assistant:delete", args=[talk.pk])).url == "/"
    assert not Conversation.objects.filter(pk=talk.pk).exists()


def test_the_side_list_groups_by_day_and_holds_only_own_conversations(client, cast):
    conversation(cast.alice, "Of another")
    for title, days in (("New one", 0), ("Recent one", 1), ("Old one", 5)):
        talk = conversation(cast.bob, title)
        Conversation.objects.filter(pk=talk.pk).update(asked_at=timezone.now() - timedelta(days=days))
    client.force_login(cast.bob)
    page = client.get("/").text
    places = [page.index(words) for words in ("Today", "New one", "Yesterday", "Recent one", "Earlier", "Old one")]
    assert places == sorted(places)
    assert "Of another" not in page


def test_the_side_list_is_searched_by_title_and_by_question(client, cast):
    turn(conversation(cast.bob, "First"), question="How do I tighten a crank bolt?")
    conversation(cast.bob, "Crank repairs")
    conversation(cast.bob, "Holidays")
    client.force_login(cast.bob)
    page = client.get("/", {"q": "crank"}).text
    assert ("First" in page, "Crank repairs" in page, "Holidays" in page) == (True, True, False)


@pytest.mark.parametrize("words", ["x" * 60_000, "%" * 20_000, "cr\0ank"])
def test_any_words_can_be_searched_in_the_side_list(client, cast, words):
    conversation(cast.bob, "Crank repairs")
    client.force_login(cast.bob)
    assert client.get("/", {"q": words}).status_code == 200


def test_the_chat_page_asks_the_database_the_same_for_one_turn_and_for_many(client, cast, django_assert_num_queries):
    talk = conversation(cast.bob)
    address = reverse("assistant:conversation", args=[talk.pk])
    client.force_login(cast.bob)
    for turns in (1, 4):
        for _ in range(turns):
            answered(talk)
        with django_assert_num_queries(12):
            client.get(address)
