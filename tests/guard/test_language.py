"""In which language a text is written."""

import pytest

from guard.language import asked_in, code_of, language_of, name_of

LANGUAGES = ("en", "de", "fr", "es", "it")


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
    assert asked_in(question, among=LANGUAGES) == code


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
    assert asked_in(question, among=["en", "de"]) in ("en", "")


@pytest.mark.parametrize("question", ["", "ERR-4711", "4711", "Urlaub", "?!"])
def test_a_code_or_a_single_word_tells_none(question):
    assert asked_in(question, among=LANGUAGES) == ""


def test_a_text_without_letters_has_no_language():
    assert language_of("12 345 – 67") == ""


@pytest.mark.parametrize(("code", "name"), [("de", "German"), ("nb", "Norwegian"), ("xx", ""), ("", "")])
def test_a_language_has_its_english_name(code, name):
    assert name_of(code) == name


@pytest.mark.parametrize("other", ["de", "it", "fr", "tr", "pl"])
@pytest.mark.parametrize(
    "question",
    [
        "How do I reset my VPN password?",
        "Password reset procedure",
        "What is the per diem in Berlin?",
        "bonus scheme",
        "pension contributions",
    ],
)
def test_short_questions_of_the_office_are_not_taken_for_another_language_of_the_house(question, other):
    assert asked_in(question, among=["en", other]) in ("en", "")


def test_in_a_house_of_one_language_nothing_is_told_apart():
    assert asked_in("How much is the meal allowance?", among=["en", ""]) == ""


@pytest.mark.parametrize(("tag", "code"), [("en-GB", "en"), ("DE_de", "de"), ("no", "nb"), ("nn-NO", "nb"), ("", "")])
def test_a_tag_begins_with_its_language(tag, code):
    assert code_of(tag) == code
