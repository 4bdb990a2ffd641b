"""Follow-ups: which questions lean on the conversation, and what a model may make of them."""

import pytest

from assistant.conversing import Exchange
from assistant.rewriting import is_faithful, leans_back, standalone

BEFORE = (Exchange("How many leave days may be carried over into the next year?", "Up to 6 unused days."),)
FOLLOW_UP = "And until when must they be taken?"
GOOD = "Until when must leave days that were carried over be taken?"


@pytest.mark.parametrize(
    "question",
    [FOLLOW_UP, "Who approves it?", "What about part-time staff?", "Why?", "For interns?", "And abroad?", "How much is that?"],
)
def test_what_points_back_or_is_a_fragment_leans_on_the_conversation(question):
    assert leans_back(question)


@pytest.mark.parametrize(
    "question",
    ["What does a hotel night cost at most?", "Which form is needed for parental leave?", "Who repairs bikes that are rented out?"],
)
def test_a_whole_question_stands_alone(question):
    assert not leans_back(question)


def test_a_faithful_proposal_is_accepted():
    assert is_faithful(GOOD, FOLLOW_UP, BEFORE)


@pytest.mark.parametrize(
    "proposed",
    [
        "",
        "They must be taken by 30 April.",
        FOLLOW_UP,
        "How many leave days may be carried over into the next year?",
        "Until when must the 6 leave days be taken?",
        "Until when must leave days be taken according to the Bundesurlaubsgesetz?",
        f"{GOOD} {'Please answer in detail. ' * 20}",
    ],
)
def test_anything_else_than_the_completed_question_is_not(proposed):
    assert not is_faithful(proposed, FOLLOW_UP, BEFORE)


def test_the_first_question_and_whole_ones_cost_no_model_call(model):
    assert standalone(FOLLOW_UP, ()) == FOLLOW_UP
    assert standalone("What does a hotel night cost?", BEFORE) == "What does a hotel night cost?"
    assert not model.asked


def test_the_models_rewriting_is_used_where_it_is_good(model):
    model.answer = f"Rewritten: {GOOD}"
    assert standalone(FOLLOW_UP, BEFORE) == GOOD


@pytest.mark.parametrize("trouble", ["answer", "status"])
def test_otherwise_the_topic_of_the_earlier_question_is_added(model, trouble):
    model.answer = "They must be taken by 30 April."
    model.status = 500 if trouble == "status" else 200
    rewritten = standalone(FOLLOW_UP, BEFORE)
    assert rewritten.startswith(f"{FOLLOW_UP} (")
    assert {"leave", "days", "carried"} <= set(rewritten.strip(")").split("(")[1].split())


def test_a_person_who_presses_stop_does_not_wait_for_the_rewriting(model):
    model.silence = 5
    assert standalone(FOLLOW_UP, BEFORE, lambda: True).startswith(FOLLOW_UP)
