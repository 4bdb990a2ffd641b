"""Whole documents with a small model: each passage is summed up by itself."""

from dataclasses import replace

import pytest

from access.access import scope_for
from assistant.answering import Asked, answer
from gateway.errors import ModelUnavailable
from tests.assistant.conftest import POLICY, publish
from tests.assistant.listening import Reader

pytestmark = pytest.mark.django_db
LEAVE = (
    "Paid leave is requested from the team lead at least two weeks ahead.",
    "Unpaid leave needs the consent of the head of the department.",
)
SUMMARY, COMPARISON = "Summarise the travel policy", "Compare the travel policy with the leave policy"


@pytest.fixture(autouse=True)
def small(settings):
    settings.ASSISTANT = replace(settings.ASSISTANT, piece_by_piece=True)


def asked(person, question):
    return answer(Asked(question, scope_for(person)), Reader())


def test_every_passage_is_asked_for_alone_and_has_its_sentence_and_footnote(library, model):
    answered = asked(library.bob, SUMMARY)
    assert answered.text == "\n".join(f"- {text} [{number}]" for number, text in enumerate(POLICY, 1))
    assert [claim.numbers for claim in answered.claims] == [(1,), (2,), (3,), (4,)]
    assert all(sum(text in prompt for text in POLICY) == 1 for prompt in model.prompts)


def test_a_comparison_says_of_each_document_what_it_says(library, model):
    publish(library.handbook, *LEAVE, title="Leave policy")
    lines = asked(library.bob, COMPARISON).text.splitlines()
    titles = [line for line in lines if line.startswith("**")]
    assert titles == ["**Travel policy:**", "**Leave policy:**"]
    first, second = "\n".join(lines).split("**Leave policy:**")
    assert POLICY[0] in first
    assert LEAVE[0] in second
    assert LEAVE[0] not in first


def test_what_a_model_says_of_every_passage_is_said_once(library, model):
    model.answer = POLICY[1]
    assert asked(library.bob, SUMMARY).text == f"- {POLICY[1]} [1]"


def test_a_sentence_that_was_not_finished_is_left_out(library, model):
    model.answer = f"{POLICY[1]} A night in a hotel may cost"
    assert "may cost" not in asked(library.bob, SUMMARY).text


def test_where_no_sentence_comes_the_documents_speak_themselves(library, model):
    model.answer = "Well"
    answered = asked(library.bob, SUMMARY)
    assert all(f"> {text}" in answered.text for text in POLICY[:2])
    assert "wrote nothing that could be checked" in answered.text


def test_a_model_that_goes_away_in_the_middle_leaves_what_was_written(library, model):
    class Leaving(Reader):
        def show(self, status, text):
            super().show(status, text)
            if POLICY[1] in text:
                model.status = 500

    answered = answer(Asked(SUMMARY, scope_for(library.bob)), Leaving())
    assert POLICY[0] in answered.text
    assert "The answer ends here" in answered.text
    assert isinstance(answered.failed, ModelUnavailable)


def test_a_model_that_is_away_is_stood_in_for(library, model):
    model.status = 500
    answered = asked(library.bob, SUMMARY)
    assert "The language model did not answer" in answered.text
    assert isinstance(answered.failed, ModelUnavailable)
    assert POLICY[0] in answered.text


def test_who_wants_to_stop_keeps_what_was_written(library, model):
    class Stopping(Reader):
        def wants_stop(self):
            return any(POLICY[1] in text for _, text in self.shown)

    answered = answer(Asked(SUMMARY, scope_for(library.bob)), Stopping())
    assert answered.stopped
    assert POLICY[0] in answered.text
    assert POLICY[3] not in answered.text
