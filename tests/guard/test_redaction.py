"""Replacing and putting back: an exact inverse, whatever the text and whatever was found."""

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from guard.credentials import credentials
from guard.messages import Finding, Kind
from guard.personal_data import personal_data
from guard.redaction import redact, renumbered, restore

PIECES = st.sampled_from(
    ["[PERSON_1]", "[PERSON_", "1]", "[", "]", "[LITERAL_1]", "[EMAIL_2]", "Bob Smith", "bob@example.org", " ", "é", "[[PERSON_1]]"]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map("".join))


@st.composite
def texts_with_findings(draw):
    text = draw(TEXTS)
    places = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(places, places, st.sampled_from(list(Kind)))))
    return text, [Finding(kind, min(a, b), max(a, b), 0.9) for a, b, kind in spans if a != b]


@settings(deadline=None)
@given(texts_with_findings())
def test_what_was_replaced_is_put_back_exactly(case):
    text, findings = case
    redacted = redact(text, findings)
    assert restore(redacted.text, redacted.values) == text


@settings(deadline=None)
@given(st.lists(texts_with_findings(), max_size=4))
def test_texts_of_one_conversation_are_all_put_back_from_one_table(cases):
    values: Mapping[str, str] = {}
    redacted = []
    for text, findings in cases:
        done = redact(text, findings, values)
        values = done.values
        redacted.append(done.text)
    assert [restore(text, values) for text in redacted] == [text for text, _ in cases]


def test_one_value_has_one_placeholder_in_all_texts():
    first = redact("Ask Bob Smith.", [Finding(Kind.PERSON, 4, 13, 0.9)])
    second = redact("Bob Smith knows Ann Lee.", [Finding(Kind.PERSON, 0, 9, 0.9), Finding(Kind.PERSON, 16, 23, 0.9)], first.values)
    assert first.text == "Ask [PERSON_1]."
    assert second.text == "[PERSON_1] knows [PERSON_2]."


def test_a_placeholder_that_was_never_given_out_stays():
    assert restore("[PERSON_7] said so", {"[PERSON_1]": "Bob"}) == "[PERSON_7] said so"


def test_found_and_replaced_no_value_is_left():
    text = "Bob Smith (bob.smith@example.org) pays with 4111 1111 1111 1111; password: hunter2xyz"
    redacted = redact(text, [*personal_data(text), *credentials(text)])
    for value in ("Bob", "example.org", "4111", "hunter2"):
        assert value not in redacted.text
    assert restore(redacted.text, redacted.values) == text


def test_a_text_renumbered_is_the_same_whatever_was_replaced_before_it():
    assert renumbered("[PERSON_7] wrote to [EMAIL_3] of [PERSON_9], not [PERSON_7].") == renumbered(
        "[PERSON_2] wrote to [EMAIL_1] of [PERSON_4], not [PERSON_2]."
    )
    assert renumbered("[PERSON_1] saw [PERSON_2].") != renumbered("[PERSON_1] saw [PERSON_1].")
    assert renumbered("Room [12] and [PERSON].") == "Room [12] and [PERSON]."
