"""In which language a text is written."""

import pytest

from guard.language import asked_in, language_of, name_of


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("How much is the meal allowance?", "en"),
        ("Wie hoch ist das Tagegeld?", "de"),
        ("Was kostet ein Leihrad?", "de"),
        ("Quels sont les horaires ?", "fr"),
        ("Cuántos días de vacaciones tengo?", "es"),
        ("Qual è il rimborso per i pasti?", "it"),
    ],
)
def test_a_question_tells_its_language(question, code):
    assert asked_in(question) == code


@pytest.mark.parametrize(
    "question",
    [
        "Does the Müller GmbH contract cover Schadenersatz?",
        "What is a GmbH?",
        "Is Elternzeit paid?",
        "What does Dr. Müller say about the Reisekostenrichtlinie?",
    ],
)
def test_words_of_another_language_do_not_make_a_question_one_of_that(question):
    assert asked_in(question) in ("en", "")


@pytest.mark.parametrize("question", ["", "ERR-4711", "4711", "Urlaub", "?!"])
def test_a_code_or_a_single_word_tells_none(question):
    assert asked_in(question) == ""


def test_a_text_without_letters_has_no_language():
    assert language_of("12 345 – 67") == ""


@pytest.mark.parametrize(("code", "name"), [("de", "German"), ("nb", "Norwegian"), ("xx", ""), ("", "")])
def test_a_language_has_its_english_name(code, name):
    assert name_of(code) == name
