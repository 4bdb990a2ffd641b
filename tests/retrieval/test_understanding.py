"""What a question says beside its words: each stage by itself, and what a search makes of it, never beyond the Scope."""

import signal
import uuid
from dataclasses import replace
from datetime import date

import pytest
from django.conf import settings

from access.models import Collection
from access.scope import Scope
from retrieval import index
from retrieval.messages import Chunk, IndexedVersion, Span, Terms
from retrieval.search import search
from retrieval.stages import Stages
from retrieval.understanding import abbreviations, filters_said, phrases, spelling
from retrieval.understanding.days import days

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ('What does "second class" mean?', ("second class",)),
        ("„zweite Klasse“ und “b c”", ("zweite Klasse", "b c")),
        ("« à la carte » oder »kurz«", ("à la carte", "kurz")),
        ('a 5" pipe and a 6" pipe', ()),
        ('"!?" and ""', ()),
        ("it's 'single'", ()),
    ],
)
def test_phrases_stand_in_double_quotation_marks(question, found):
    assert phrases.phrases(question) == found


def test_a_pasted_text_asks_for_nothing_by_its_quotation_marks():
    assert phrases.phrases(f"{'They say so in many words. ' * 7}It is the “office of the future”.") == ()


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("SECOND\n  class", True),
        ("Sécond class.", True),
        ("second classes", False),
        ("class second", False),
        ("(second class)", True),
    ],
)
def test_a_phrase_stands_in_order_and_in_whole_words_however_it_is_written(text, held):
    assert phrases.holds(text, ["second class"]) == held


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What has changed since 2024?", date(2024, 1, 1), None),
        ("rules from March 2023", date(2023, 3, 1), date(2023, 3, 31)),
        ("rules from 2023 on", date(2023, 1, 1), None),
        ("before 2020", None, date(2019, 12, 31)),
        ("after February 2024", date(2024, 3, 1), None),
        ("until May 2024", None, date(2024, 5, 31)),
        ("in 2022, who", date(2022, 1, 1), date(2022, 12, 31)),
        ("last year's budget", date(2025, 1, 1), date(2025, 12, 31)),
        ("this month", date(2026, 11, 1), date(2026, 11, 30)),
        ("Was gilt seit Januar 2024?", date(2024, 1, 1), None),
        ("Was galt vor 2020?", None, date(2019, 12, 31)),
        ("im Jahr 2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("ab 2025", date(2025, 1, 1), None),
        ("letztes Jahr", date(2025, 1, 1), date(2025, 12, 31)),
        ("vom letzten Monat", date(2026, 10, 1), date(2026, 10, 31)),
    ],
)
def test_days_are_read_in_both_languages(question, since, until):
    found = days(question, TODAY)
    assert found
    assert (found.since, found.until) == (since, until)


@pytest.mark.parametrize(
    "question",
    [
        "from 2019 to 2022",
        "in 2024 euros",
        "after 2000 people",
        "since 2024-05",
        "in 2030",
        "in 2021 and since 2022",
        "room 2024",
        "since when",
    ],
)
def test_what_is_no_day_or_more_than_one_is_left_alone(question):
    assert days(question, TODAY) is None


HOSTILE = [
    "from " * 270 + "2000 " * 530,
    "from 2000 " * 400,
    "in the year " * 400,
    "since" + " " * 4000,
    "and between " * 400,
    '"' * 4000,
]


@pytest.mark.parametrize("question", HOSTILE)
def test_a_hostile_question_takes_no_time_worth_speaking_of(question):
    """Five seconds are a thousand times what it needs; where matching tried each word with each other, it would need more."""
    before = signal.signal(signal.SIGALRM, lambda *_: pytest.fail("still reading the question"))
    signal.alarm(5)
    try:
        filters_said.said(question[:4000], documents={}, collections={}, today=TODAY)
        phrases.phrases(question[:4000])
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize(
    ("question", "meanings"),
    [
        ("What is paid in the travel policy?", ["in the document “Travel policy”"]),
        ("According to Travel-Policy, what is paid?", ["in the document “Travel policy”"]),
        ("Was zahlt ihr laut der Travel policy?", ["in the document “Travel policy”"]),
        ("Who signs in the handbook?", ["in the collection “Handbook”"]),
        ("in PDFs since 2024", ["dated from 1 January 2024", "PDF"]),
        ("in den E-Mails", ["E-mail"]),
        ("in our spreadsheets or slides", ["Spreadsheet"]),
        ("How do I write a pdf in word?", []),
        ("The travel policy says what?", []),
        ("in the travel", []),
        ("What are the difficulties in travel policy today?", []),
        ("Who comes in the morning, in the travel policy?", ["in the document “Travel policy”"]),
        ("What is paid in “Travel policy”?", ["in the document “Travel policy”"]),
    ],
)
def test_filters_are_read_with_the_words_that_say_them(question, meanings):
    documents, collections = {uuid.uuid4(): {"Travel policy", "travel_2023"}}, {uuid.uuid4(): "Handbook"}
    _, readings = filters_said.said(question, documents=documents, collections=collections, today=TODAY)
    assert [each.meaning for each in readings] == meanings


def test_abbreviations_are_read_where_a_text_explains_them():
    texts = [
        "The acceptable use policy (AUP) and the Department of Health (DOH). Allgemeine Geschäftsbedingungen (AGB); words (XYZ)."
    ]
    known = abbreviations.explained(texts)
    assert known == {"AUP": "acceptable use policy", "DOH": "Department of Health", "AGB": "Allgemeine Geschäftsbedingungen"}
    assert list(abbreviations.both_forms("What does the AUP say?", known)) == [("AUP", "acceptable use policy")]
    assert list(abbreviations.both_forms("Who wrote the Acceptable Use Policy?", known)) == [("acceptable use policy", "AUP")]
    assert list(abbreviations.both_forms("the acceptable use policy (AUP), aup, AUPS", known)) == []


def test_codes_differ_in_their_marks_alone_and_words_in_one_letter():
    assert "hr-12/4" in spelling.variants("hr12/4")
    assert not {each for each in spelling.variants("hr-12/4") if "".join(filter(str.isalnum, each)) != "hr124"}
    assert {"babbage", "babge", "babaeg"} <= spelling.variants("babage")
    assert spelling.unseen("Is Babage on the computer with HR12/4?", set()) == ["babage", "hr12/4"]
    assert spelling.unseen("Is Babage there?", {"babag"}) == []


@pytest.fixture
def live(vectors_service, settings, db):
    """An index for a test alone."""
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"meaning-{uuid.uuid4().hex[:8]}")


def publish(*texts, collection, title="Travel policy", terms=None):
    version = IndexedVersion(uuid.uuid4(), uuid.uuid4(), collection, title)
    index.write(version, [Chunk(number, text, (Span(1, 0, len(text)),)) for number, text in enumerate(texts)])
    index.publish(version)
    index.set_terms({version.document_id: terms or Terms()})
    return version


@pytest.fixture
def house(live):
    """A collection that is read, with two documents, and one that is not."""
    mine, other = (Collection.objects.create(name=name).pk for name in ("House", "Vault"))
    publish(
        "Rail travel is booked second class.",
        "Meals are paid up to 30 euros a day.",
        "The acceptable use policy (AUP) was written by Babbage.",
        "Computers of guests are covered by the AUP.",
        "Form HR-12/4 is needed before parental leave.",
        collection=mine,
        terms=Terms(kind="pdf", dated=date(2023, 5, 1)),
    )
    publish(
        "Meals are paid up to 45 euros a day.", collection=mine, title="News", terms=Terms(kind="email", dated=date(2025, 5, 1))
    )
    publish("Zuckmayer stole meals worth 45 euros.", collection=other, title="Affairs")
    return Scope(frozenset([mine]))


def asked(question, scope, **stages):
    found = search(question, scope, stages=replace(settings.RETRIEVAL.stages, **stages))
    return [each.text for each in found.passages], [(each.words, each.meaning) for each in found.readings]


def test_a_quoted_phrase_stands_in_every_passage_or_nothing_is_found(house):
    texts, readings = asked('How is "second class" travel booked?', house)
    assert texts == ["Rail travel is booked second class."]
    assert readings == [("second class", "exactly “second class”")]
    assert asked('How is "third class" travel booked?', house)[0] == []
    assert asked('How is "third class" travel booked?', house, phrases=False)[0] != []


def test_a_filter_in_words_counts_where_what_it_leaves_answers(house):
    texts, readings = asked("What is paid for meals since 2024?", house)
    assert texts == ["Meals are paid up to 45 euros a day."]
    assert readings == [("since 2024", "dated from 1 January 2024")]
    texts, readings = asked("In the travel policy, what is paid for meals?", house)
    assert "30 euros" in texts[0]
    assert not any("45 euros" in text for text in texts)
    assert asked("What is paid for meals since 2024?", house, filters=False)[1] == []


def test_a_filter_that_leaves_no_answer_was_not_meant(house):
    texts, readings = asked("How has rail travel been booked since 2024?", house)
    assert texts[0] == "Rail travel is booked second class."
    assert readings == []


def test_a_misspelt_name_and_a_code_without_its_marks_are_found(house):
    texts, readings = asked("What did Babage write?", house)
    assert "Babbage" in texts[0]
    assert readings == [("babage", "babbage"), ("acceptable use policy", "AUP")][:1]
    texts, readings = asked("HR12/4", house)
    assert texts[0].startswith("Form HR-12/4")
    assert readings == [("hr12/4", "hr-12/4")]
    assert asked("What did Babage write?", house, spelling=False)[1] == []


def test_an_abbreviation_finds_what_is_written_out_and_the_other_way_round(house):
    assert asked("Who wrote the AUP?", house)[1] == [("AUP", "acceptable use policy")]
    texts, readings = asked("Are computers of guests under the acceptable use policy?", house)
    assert readings == [("acceptable use policy", "AUP")]
    assert texts[0] == "Computers of guests are covered by the AUP."


def test_nothing_outside_the_scope_is_told(house):
    for question in ("Who is Zuckmeyer?", "What is in the affairs?", "in the vault, who stole meals?"):
        texts, readings = asked(question, house)
        assert readings == [], question
        assert "Zuckmayer" not in str(texts)


def test_as_typed_nothing_is_read(house):
    question = 'What did Babage say about "third class" since 2024 in the travel policy?'
    found = search(question, house, stages=Stages().as_typed)
    assert found.readings == ()
    assert found.passages
