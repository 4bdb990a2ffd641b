"""What the provider without a model quotes, and what it leaves alone."""

from gateway.messages import Message, Prompt, Source
from gateway.providers import extractive
from gateway.providers.extractive import Extractive, quotes

SOURCES = (
    Source(1, "Travel policy", "Rail travel is booked second class. Hotels are paid up to 125 euros a night, breakfast included."),
    Source(
        2, "Leave policy", "Leave that was carried over must be taken by 30 April. Harbour Lane Cycles closes on public holidays."
    ),
)


def said(question, sources=SOURCES):
    return "".join(Extractive().stream(Prompt("answer", (Message("user", question),), 100, question, sources)))


def test_it_quotes_the_matching_sentence_with_its_number_and_says_that_no_model_is_used():
    answer = said("Up to how many euros is a hotel night paid?")
    assert answer.startswith(extractive.NOTICE)
    assert "> Hotels are paid up to 125 euros a night, breakfast included. [1]" in answer


def test_a_sentence_that_shares_only_a_name_is_not_quoted():
    sources = (
        Source(1, "Notes", "\n\n".join(f"Harbour Lane Cycles {does} every single year." for does in ("grows", "paints", "trains"))),
    )
    assert said("How many vans does Harbour Lane Cycles have for deliveries?", sources) == extractive.NOTHING


def test_other_forms_of_a_word_match():
    assert quotes("When must carried leave be taken?", SOURCES)[0][0] == 2


def test_a_sentence_that_stands_in_two_passages_is_quoted_once():
    twice = (SOURCES[0], Source(2, "Copy", SOURCES[0].text))
    found = quotes("Up to how many euros is a hotel night paid?", twice)
    assert [number for number, _ in found] == [1]


def test_no_sources_and_no_words_are_answered_honestly():
    assert said("What is it?") == extractive.NOTHING
    assert said("What does a hotel cost?", ()) == extractive.NOTHING
