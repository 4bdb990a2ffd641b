"""Terms and their weights: what may find what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import sparse


def match(question: str, text: str) -> bool:
    """Whether the question's vector touches the text's."""
    return bool(set(sparse.query_vector(question).indices) & set(sparse.document_vector(text).indices))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("HR-12/4", "Use form hr-12/4 for it."),
        ("12/4", "Use form HR-12/4 for it."),
        ("form 12", "Use HR-12/4."),
        ("jane.doe@example.org", "Write to Jane.Doe@example.org!"),
        ("1000", "It costs 1,000 euros"),
        ("12.5", "a rate of 12.5%"),
        ("policies", "The policy says"),
        ("CAFÉ", "the cafe"),
        ("cafe\u0301", "café"),
        ("STRASSE", "Straße"),
        ("ＡＢＣ", "abc"),
        ("USA", "in the U.S.A."),
        ("C++", "written in C++."),
        ("東京", "東京大学で"),
        ("employee", "the employee's leave"),
    ],
)
def test_a_question_finds_a_text_written_otherwise(question, text):
    assert match(question, text)


@pytest.mark.parametrize(
    ("question", "text"), [("What is the", "the is what"), ("C++", "vitamin d"), ("HR-12/4", "AB-13/5"), ("", "x"), ("x", "")]
)
def test_stop_words_and_other_terms_find_nothing(question, text):
    assert not match(question, text)


def test_a_whole_code_weighs_more_than_its_parts():
    assert len(set(sparse.query_vector("HR-12/4").indices) & set(sparse.document_vector("form HR-12/4").indices)) == 4
    assert len(set(sparse.query_vector("HR-12/4").indices) & set(sparse.document_vector("form HR-12/5").indices)) == 2


def test_a_term_s_weight_follows_the_bm25_formula():
    vector = sparse.document_vector("leave leave travel")
    length = 1 - 0.75 + 0.75 * 3 / 60
    weights = dict(zip(vector.indices, vector.values, strict=True))
    assert weights[sparse.number("leav")] == pytest.approx(2 * 2.2 / (2 + 1.2 * length))
    assert weights[sparse.number("travel")] == pytest.approx(2.2 / (1 + 1.2 * length))


def test_numbers_of_terms_never_change():
    assert (sparse.number("leav"), sparse.number("hr-12/4")) == (3676835971, 106887265)


@given(st.text())
def test_any_text_gives_a_valid_vector(text):
    for vector in (sparse.document_vector(text), sparse.query_vector(text)):
        assert len(vector.indices) == len(vector.values) == len(set(vector.indices))
        assert all(0 <= index < 2**32 for index in vector.indices)
        assert all(value > 0 for value in vector.values)


@given(st.text())
def test_a_text_finds_itself_unless_it_says_nothing(text):
    assert sparse.query_vector(text).indices == sparse.document_vector(text).indices
