"""Filters beside a question, and what is read in it: recorded with the turn, told with the answer, and let go of by one click."""

import uuid
from dataclasses import replace
from datetime import date
from string import ascii_lowercase
from typing import Any

import pytest
from django.test import Client

from assistant import asking, erasing, work
from assistant.answering import answer
from assistant.filter_form import LANGUAGES
from assistant.models import Conversation, Turn
from forgetting.messages import Subject
from retrieval import index
from retrieval.filters import DataClass, Filters, Kind, pack
from retrieval.messages import Terms
from retrieval.models import IndexedDocument
from tests.assistant import chats
from tests.assistant.conftest import HOTEL
from tests.assistant.listening import Reader

pytestmark = pytest.mark.django_db
CHOSEN: dict[str, Any] = {
    "kinds": ["pdf"],
    "author": "Ada Lovelace; Babbage",
    "since": "2024-01-01",
    "until": "",
    "languages": ["de"],
    "data_classes": ["public"],
}
FILTERS = Filters(
    kinds=frozenset([Kind.PDF]),
    authors=frozenset(["Ada Lovelace", "Babbage"]),
    since=date(2024, 1, 1),
    languages=frozenset(["de"]),
    data_classes=frozenset([DataClass.PUBLIC]),
)
TOLD = "Searched only: PDF, by Ada Lovelace, by Babbage, since 1 January 2024, in German, Public."


@pytest.fixture
def bob(cast):
    client = Client()
    client.force_login(cast.bob)
    return client


def asked(client: Client, path: str = "/conversations/", **sent: Any) -> Any:
    return client.post(path, {"question": HOTEL, **sent})


def test_what_is_chosen_is_recorded_with_the_turn_and_kept_for_the_next(cast, bob):
    page = asked(bob, **CHOSEN)
    assert Turn.objects.get().filters == Conversation.objects.get().filters == pack(FILTERS)
    shown = bob.get(page["Location"]).content.decode()
    for kept in (
        'value="pdf" data-chip="PDF" checked',
        'value="Ada Lovelace; Babbage"',
        'value="2024-01-01"',
        'data-chip="in German" checked',
    ):
        assert kept in shown
    assert work.asked(Turn.objects.get()).filters == FILTERS


def test_the_next_question_may_change_them(cast, bob):
    talk = Conversation.objects.create(user=cast.bob, filters=pack(FILTERS))
    asked(bob, f"/conversations/{talk.pk}/ask/", kinds=["email"])
    talk.refresh_from_db()
    assert Turn.objects.get().filters == talk.filters == {"kinds": ["email"]}


def test_documents_that_were_chosen_elsewhere_are_kept(cast, bob):
    only = Filters(documents=frozenset([uuid.uuid4()]))
    talk = Conversation.objects.create(user=cast.bob, filters=pack(only))
    [kept] = only.documents
    assert f'name="documents" value="{kept}"' in bob.get(f"/conversations/{talk.pk}/").content.decode()
    asked(bob, f"/conversations/{talk.pk}/ask/", documents=str(kept))
    assert Turn.objects.get().filters == pack(only)


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"since": "2024-02-01", "until": "2024-01-01"}, "before its first day"),
        ({"since": "soon"}, "Write the first day like 2024-01-31."),
        ({"author": "?!"}, "with letters or digits"),
        ({"kinds": ["poem"]}, "poem"),
        ({"documents": "all"}, "documents can&#x27;t be searched"),
        ({"documents": " ".join(uuid.uuid4().hex for _ in range(101))}, "at most 100 documents"),
        ({"author": "; ".join(ascii_lowercase[:21])}, "at most 20 authors"),
        ({"languages": [code for code, _ in LANGUAGES[:21]]}, "at most 20 languages"),
    ],
)
def test_a_filter_that_makes_no_sense_is_told_beside_the_question(cast, bob, sent, complaint):
    page = asked(bob, **sent)
    assert page.status_code == 422
    assert complaint in page.content.decode()
    assert not Turn.objects.exists()


def test_the_answer_says_what_was_searched_and_a_refusal_offers_to_ask_without(cast, bob):
    talk = chats.conversation(cast.bob)
    made = chats.turn(talk, filters=pack(FILTERS), refused=True, answer="I found no passage that answers this question.")
    page = bob.get(f"/conversations/{talk.pk}/").content.decode()
    assert TOLD in page
    assert "Ask without the filter" in page
    bob.post(f"/turns/{made.pk}/again/", {"without": "filters"})
    again = Turn.objects.exclude(pk=made.pk).get()
    assert (again.filters, again.question) == ({}, made.question)


def test_asking_again_keeps_the_filters_of_the_turn(cast, bob):
    talk = Conversation.objects.create(user=cast.bob, filters={"kinds": ["email"]})
    made = chats.turn(talk, filters=pack(FILTERS), answer="Yes.")
    asking.ask_again(made)
    talk.refresh_from_db()
    assert Turn.objects.exclude(pk=made.pk).get().filters == pack(FILTERS)
    assert talk.filters == {"kinds": ["email"]}


def test_suggestions_come_from_what_the_person_may_read(cast, bob):
    for collection, author, language in ((cast.handbook, "Ada Lovelace", "de"), (cast.vault, "Silent Partner", "fr")):
        IndexedDocument.objects.create(
            document_id=uuid.uuid4(),
            version_id=uuid.uuid4(),
            collection_id=collection.pk,
            title="A",
            author=author,
            language=language,
        )
    page = bob.get("/").content.decode()
    assert '<option value="Ada Lovelace">' in page
    assert 'data-chip="in German"' in page
    assert "Silent Partner" not in page
    assert "French" not in page


def test_a_filter_narrows_the_answer_and_says_when_nothing_is_like_that(library, settings):
    index.set_terms({each: Terms(kind="pdf") for each in IndexedDocument.objects.values_list("pk", flat=True)})
    talk = Conversation.objects.create(user=library.bob)
    turn = asking.ask(talk, HOTEL, Filters(kinds=frozenset([Kind.EMAIL])))
    told = answer(work.asked(turn), Reader())
    assert told.refused
    assert told.text == "No document that you may read is what the filter asks for."


def test_what_was_read_is_told_and_the_question_can_be_asked_as_typed(cast, bob):
    talk = chats.conversation(cast.bob)
    made = chats.turn(
        talk, filters=pack(FILTERS), answer="Yes.", readings=[["babage", "babbage"], ["since 2024", "dated from 2024"]]
    )
    page = bob.get(f"/conversations/{talk.pk}/").content.decode()
    assert "Read “babage” as babbage, “since 2024” as dated from 2024." in page
    bob.post(f"/turns/{made.pk}/again/", {"without": "reading"})
    again = Turn.objects.exclude(pk=made.pk).get()
    assert (again.as_typed, again.filters, work.asked(again).as_typed) == (True, pack(FILTERS), True)


def test_words_that_nothing_holds_exactly_are_not_answered_with_others(library):
    turn = asking.ask(chats.conversation(library.bob), 'What costs a "night in a castle"?')
    told = answer(work.asked(turn), Reader())
    assert (told.refused, told.text) == (True, "I found no passage that holds exactly “night in a castle”.")
    assert [each.words for each in told.readings] == ["night in a castle"]
    assert answer(replace(work.asked(turn), as_typed=True), Reader()).readings == ()


def test_what_was_read_goes_when_a_document_is_erased(cast, redis_service):
    made = chats.turn(chats.conversation(cast.bob), readings=[["in the travel policy", "in the document “Travel policy”"]])
    erasing.erase(Subject((uuid.uuid4(),), (), frozenset()))
    made.refresh_from_db()
    assert made.readings == []
