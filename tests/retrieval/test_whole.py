"""Questions about a whole document: which are, which documents they mean, and passages from all sections of these alone."""

import uuid
from dataclasses import replace

import pytest
from django.conf import settings

from access.scope import Scope
from retrieval import excluding, index
from retrieval.filters import Filters
from retrieval.messages import Chunk, IndexedVersion, Span
from retrieval.models import StoredChunk
from retrieval.search import search
from retrieval.stages import Stages
from retrieval.whole.said import said
from retrieval.whole.sections import sections, spread

PARTS = ("Trains", "Hotels", "Meals", "Taxis", "Reports")


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("Summarise the travel policy", "the travel policy"),
        ("Could you please summarize the travel policy for me in three sentences?", "the travel policy"),
        ("Give me a short overview of the travel policy.", "the travel policy"),
        ("What are the key points of our travel policy?", "our travel policy"),
        ("What is the travel policy about?", "the travel policy"),
        ("What are the main points?", ""),
        ("Fasse die Reiserichtlinie kurz zusammen", "die Reiserichtlinie"),
        ("Worum geht es in der Reiserichtlinie?", "der Reiserichtlinie"),
        ("Was sind die wichtigsten Punkte der Reiserichtlinie?", "Reiserichtlinie"),
    ],
)
def test_a_question_for_a_summary_says_of_what(question, about):
    found = said(question)
    assert found
    assert (found.task, found.ways) == ("summary", ((about,),))


@pytest.mark.parametrize(
    "question",
    [
        "Compare the travel policy with the leave policy",
        "What are the main differences between the travel policy and the leave policy?",
        "How does the travel policy differ from the leave policy?",
        "Vergleiche the travel policy mit the leave policy",
    ],
)
def test_a_comparison_says_of_which_two(question):
    found = said(question)
    assert found
    assert found.task == "comparison"
    assert ("the travel policy", "the leave policy") in found.ways


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("What changed in the travel policy?", "the travel policy"),
        ("What has changed in the travel policy since the last version?", "the travel policy"),
        ("What changed since the last version of the travel policy?", "the travel policy"),
        ("What's new in the travel policy?", "the travel policy"),
        ("What is new?", ""),
        ("How has the travel policy changed recently?", "the travel policy"),
        ("Please summarise the changes in the travel policy", "the travel policy"),
        ("What are the latest changes to the travel policy?", "the travel policy"),
        ("Compare the travel policy with its previous version", "the travel policy"),
        ("Was hat sich in der Reiserichtlinie geändert?", "der Reiserichtlinie"),
        ("Was hat sich seit der letzten Fassung in der Reiserichtlinie geändert?", "der Reiserichtlinie"),
        ("Was hat sich in der Reiserichtlinie seit der letzten Version verändert?", "der Reiserichtlinie"),
        ("Was ist neu in der Reiserichtlinie?", "der Reiserichtlinie"),
        ("Was ist in der Reiserichtlinie neu?", "der Reiserichtlinie"),
        ("Was wurde in der Reiserichtlinie angepasst?", "der Reiserichtlinie"),
        ("Welche Änderungen gibt es in der Reiserichtlinie?", "der Reiserichtlinie"),
        ("Vergleiche die Reiserichtlinie mit der vorherigen Fassung", "die Reiserichtlinie"),
    ],
)
def test_a_question_for_what_is_new_says_in_what(question, about):
    found = said(question)
    assert found
    assert (found.task, found.ways) == ("changes", ((about,),))


@pytest.mark.parametrize(
    "question",
    [
        "Who has to summarise the minutes of a meeting?",
        "Where is the summary of expenses kept?",
        "How long may the overview of a report be?",
        "When are the two offers compared?",
        "Who approves changes to a travel booking?",
        "What changes when I move to another office?",
        "Wer hat die Reiserichtlinie geändert?",
        "What does the travel policy say about hotels?",
        "Is there a difference between the policies on hotels?",
        "Wer fasst das Protokoll zusammen?",
        "What may a night in a hotel cost?",
    ],
)
def test_a_question_that_only_has_the_word_is_none(question):
    assert said(question) is None


def test_sections_are_those_of_the_deepest_level_for_which_there_is_room():
    headings = [("A", "1"), ("A", "2"), ("A", "2"), ("B", "1"), ("B", "2"), ("C",)]
    assert sections(headings, 3) == [range(3), range(3, 5), range(5, 6)]
    assert [len(part) for part in sections(headings, 5)] == [1, 2, 1, 1, 1]
    assert sections(headings, 10) == [range(at, at + 1) for at in range(6)]
    assert [len(part) for part in sections([()] * 100, 4)] == [25] * 4
    assert sections([], 4) == []


def test_the_first_of_those_that_are_needed_lie_evenly_among_all():
    assert spread(8)[:4] == [0, 4, 2, 6]
    assert sorted(spread(5)) == list(range(5))
    assert spread(1) == [0]


def document(collection, title, parts=PARTS, name=""):
    version = IndexedVersion(uuid.uuid4(), uuid.uuid4(), collection, title, name or f"{title.lower().replace(' ', '-')}.pdf")
    texts = [(part, f"{title}: {part.lower()} are paid by the house, {said}.") for part in parts for said in ("always", "if late")]
    index.write(version, [Chunk(at, text, (Span(at + 1, 0, len(text)),), (part,)) for at, (part, text) in enumerate(texts)])
    index.publish(version)
    return version


@pytest.fixture
def house(db, vectors_service, settings):
    """A collection with two policies and a price list, and one with a third policy that nobody asks in."""
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"whole-{uuid.uuid4().hex[:8]}")
    own, other = uuid.uuid4(), uuid.uuid4()
    document(own, "Travel policy")
    document(own, "Leave policy", ("Holidays", "Illness", "Parents", "Training", "Moving"))
    document(own, "Prices", ("Bicycles", "Repairs"))
    document(other, "Security policy", ("Keys", "Guards"))
    return Scope(frozenset({own}))


def asked(question, scope, **options):
    found = search(question, scope, **options)
    return found, [(each.title, each.heading[0]) for each in found.passages]


def test_the_passages_come_from_all_sections_of_the_document_that_is_named(house):
    found, parts = asked("Summarise the travel policy", house, limit=5)
    assert sorted(parts) == sorted(("Travel policy", part) for part in PARTS)
    assert found.whole
    by_id = {each.chunk_id: each.heading[0] for each in found.passages}
    assert [by_id[key] for key in found.whole.reading] == list(PARTS)
    assert found.confidence > 0.9
    assert [(each.words, each.meaning) for each in found.readings] == [
        ("Summarise the travel policy", "a summary of “Travel policy”")
    ]


def test_a_comparison_gives_half_the_room_to_each(house):
    for question in (
        "Compare the travel policy with the leave policy",
        "Compare the travel and leave policies",
        "Compare both policies",
    ):
        found, parts = asked(question, house, limit=4)
        assert [title for title, _ in parts].count("Travel policy") == 2, question
        assert [title for title, _ in parts].count("Leave policy") == 2
        assert found.whole
        assert found.whole.task == "comparison"


@pytest.mark.parametrize(
    "question",
    [
        "Summarise the security policy",
        "Summarise the policy",
        "Summarise the rules on hotels in the travel policy",
        "Summarise travel",
        "What is the difference between travel and leave?",
        "Compare the travel policy with the security policy",
        "What is the fuss about?",
        "Summarise the document about late repairs of bicycles",
        "Summarise the training house policy",
        "What changed in the travel policy since 2019?",
        "What is new in the kitchen?",
        "What changed in the security policy?",
    ],
)
def test_what_is_not_clearly_one_document_in_scope_is_searched_as_ever(house, question):
    found, parts = asked(question, house)
    assert found.whole is None
    assert all(title != "Security policy" for title, _ in parts)


def test_filters_say_which_document_is_meant(house):
    one = StoredChunk.objects.filter(title="Prices").first()
    assert one
    found, parts = asked("What are the main points?", house, filters=Filters(documents=frozenset({one.document_id})))
    assert found.whole
    assert {title for title, _ in parts} == {"Prices"}


def test_a_document_that_is_not_named_is_found_by_what_it_says(house):
    found, parts = asked("Give me an overview of the document about bicycles and repairs", house)
    assert found.whole
    assert {title for title, _ in parts} == {"Prices"}
    assert found.confidence < 0.96


def test_what_is_excluded_or_withdrawn_stands_for_nothing(house, cast):
    for chunk in StoredChunk.objects.filter(title="Travel policy", heading=["Hotels"]):
        excluding.exclude(chunk.pk, reason="", by=cast.ada)
    _, parts = asked("Summarise the travel policy", house)
    assert ("Travel policy", "Hotels") not in parts
    assert ("Travel policy", "Meals") in parts
    index.withdraw(StoredChunk.objects.filter(title="Travel policy").values_list("document_id", flat=True))
    assert asked("Summarise the travel policy", house)[0].whole is None


def test_it_can_be_switched_off_and_undone(house):
    for stages in (replace(settings.RETRIEVAL.stages, whole=False), Stages().as_typed):
        assert asked("Summarise the travel policy", house, stages=stages)[0].whole is None
