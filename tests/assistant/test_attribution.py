"""Footnotes are computed: which sentence rests on which passage, whatever the model wrote."""

from time import perf_counter
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import quantities
from assistant.attribution import attribute, strip_marks
from retrieval.messages import Passage, Span

pytestmark = pytest.mark.django_db

LEAVE = (
    "Every employee has 27 days of annual leave a year, plus public holidays. Up to 6 unused days may be carried into the next "
    "leave year; they must be taken by 30 April, otherwise they lapse."
)
HOTELS = "Hotels are paid up to 125 euros a night, breakfast included. In London the limit is 180 euros."


def passage(text: str, title: str = "Policy") -> Passage:
    return Passage(uuid4(), uuid4(), uuid4(), uuid4(), title, (), text, (Span(1, 0, len(text)),), (), 1.0)


PASSAGES = [passage(LEAVE, "Leave policy"), passage(HOTELS, "Travel policy")]


def numbers(draft: str) -> list[tuple[int, ...]]:
    return [claim.numbers for claim in attribute(draft, PASSAGES).claims]


def test_a_sentence_gets_the_number_of_the_passage_that_says_it():
    attributed = attribute("Employees get 27 days of annual leave a year. Hotels are paid up to 125 euros a night.", PASSAGES)
    assert attributed.text == "Employees get 27 days of annual leave a year. [1] Hotels are paid up to 125 euros a night. [2]"


def test_a_wrong_number_of_the_model_is_corrected_and_an_unknown_one_dropped():
    assert (
        attribute("Hotels are paid up to 125 euros a night [1][7].", PASSAGES).text
        == "Hotels are paid up to 125 euros a night. [2]"
    )


def test_what_no_passage_says_gets_no_number():
    assert numbers("The canteen serves fish on Fridays.") == [()]


def test_a_number_that_the_passage_does_not_have_is_never_supported():
    assert numbers("Every employee has 29 days of annual leave a year, plus public holidays.") == [()]


def test_a_number_that_the_passage_says_about_something_else_does_not_count():
    meals = passage("The daily allowance for meals is 28 euros. Whoever stays with friends may bring a gift worth up to 30 euros.")
    assert [claim.numbers for claim in attribute("The limit for meals is 30 euros.", [meals]).claims] == [()]
    assert [claim.numbers for claim in attribute("The allowance for meals is 28 euros.", [meals]).claims] == [(1,)]


def test_numbers_in_words_and_digits_are_the_same():
    assert numbers("Up to six unused days may be carried into the next leave year.") == [(1,)]


def test_the_evidence_is_the_sentence_and_not_the_whole_passage():
    claim = attribute("In London the limit is 180 euros.", PASSAGES).claims[0]
    evidence = claim.evidence[0]
    assert HOTELS[evidence.start : evidence.end] == "In London the limit is 180 euros."


def test_a_claim_points_at_its_place_in_the_marked_text():
    attributed = attribute("- Hotels are paid up to 125 euros a night.\n- In London the limit is 180 euros.", PASSAGES)
    shown = [attributed.text[claim.start : claim.end] for claim in attributed.claims]
    assert shown == ["- Hotels are paid up to 125 euros a night. [2]", "- In London the limit is 180 euros. [2]"]


def test_a_mark_stays_inside_a_table_row():
    table = "| City | Limit |\n|---|---|\n| London | hotels 180 euros |"
    assert attribute(table, PASSAGES).text.endswith("[2]|")


@pytest.mark.parametrize("text", ["# Leave", "The rules are as follows:", "Do you need anything else?", "Yes.", ""])
def test_headings_lead_ins_and_questions_are_no_claims(text):
    assert numbers(text) == []


def test_without_passages_nothing_is_supported():
    assert [claim.numbers for claim in attribute("Employees get 27 days.", []).claims] == [()]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["[1]", "[2]", "[9]", " [1, 2]", "[x]", "a", " leave", ". ", "\n", "| ", "- ", "27"]), max_size=20))
def test_claims_always_lie_within_the_text_in_order(pieces):
    attributed = attribute("".join(pieces), PASSAGES)
    ends = [0]
    for claim in attributed.claims:
        assert ends[-1] <= claim.start < claim.end <= len(attributed.text)
        assert claim.text in strip_marks(attributed.text)
        ends.append(claim.end)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4,850 euros", {"4850"}),
        ("4 850", {"4850"}),
        ("4850.00", {"4850"}),
        ("0,34 a kilometre", {"0.34"}),
        ("8:30", {"8", "30"}),
        ("twelve of 12", {"12"}),
        ("2026-05-02", {"2026", "5", "2"}),
        ("-7 degrees", {"7"}),
        ("one of them", set()),
        ("HL-2245 and A1", {"2245"}),
        ("٠٠٧", {"7"}),
        pytest.param("9" * 5000, {"9" * 5000}, id="more digits than Python counts with"),
    ],
)
def test_numbers_are_read_in_every_spelling(text, expected):
    assert quantities.of(text) == expected


def test_a_long_run_of_spaces_costs_no_more_than_its_length():
    began = perf_counter()
    assert strip_marks(" " * 40_000 + "x [1]") == " " * 40_000 + "x"
    assert perf_counter() - began < 1
