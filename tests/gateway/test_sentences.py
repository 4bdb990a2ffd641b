"""Where sentences begin and end."""

from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.sentences import spans


def cut(text):
    return [text[start:end] for start, end in spans(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("It costs 3.50 euros, e.g. on Sundays. Not more.", ["It costs 3.50 euros, e.g. on Sundays.", "Not more."]),
        ("Said once. [1] Said twice [2][3]. End", ["Said once. [1]", "Said twice [2][3].", "End"]),
        ("This line was broken by the layout of\nthe page. Next.", ["This line was broken by the layout of\nthe page.", "Next."]),
        ("# Heading\nText below.\n- first point\n- second point", ["# Heading", "Text below.", "- first point", "- second point"]),
        ("| a | b |\n| 1 | 2 |", ["| a | b |", "| 1 | 2 |"]),
        ("Part | Price\nbrake lever | 7.50\nbell | 3.20", ["Part | Price", "brake lever | 7.50", "bell | 3.20"]),
        ("Part: bell; Price: 3.20\nPart: lock; Price: 12", ["Part: bell; Price: 3.20", "Part: lock; Price: 12"]),
        ("Dr. Ada Byron signs. Mr. Babbage pays.", ["Dr. Ada Byron signs.", "Mr. Babbage pays."]),
        ("“Really?” he said.", ["“Really?”", "he said."]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_sentences_are_found(text, sentences):
    assert cut(text) == sentences


def test_a_text_of_nothing_but_initials_costs_no_more_than_its_length():
    began = perf_counter()
    assert cut("a. " * 10_000 + "End.") == ["a. " * 10_000 + "End."]
    assert perf_counter() - began < 2


@given(st.text(alphabet="ab .!?\n[1]-#|é東", max_size=200))
def test_sentences_lie_in_order_and_hold_all_that_is_no_white_space(text):
    found = spans(text)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    assert "".join("".join(text[start:end].split()) for start, end in found) == "".join(text.split())
