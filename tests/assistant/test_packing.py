"""How much the model is shown: counted in its own tokens."""

import uuid
from dataclasses import replace

import pytest

from assistant.packing import pack
from gateway.errors import PromptTooLong
from retrieval.messages import Passage, Span

WORDS = "the lamp in the yard is switched on at dusk "


def passage(words):
    ids = uuid.uuid4(), uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    text = (WORDS * words)[: words * 5].strip()
    return Passage(*ids, "Yard", (), text, (Span(1, 0, len(text)),), (), 1.0)


@pytest.fixture
def budget(settings):
    def set_budget(**values):
        settings.ASSISTANT = replace(settings.ASSISTANT, **values)

    return set_budget


def test_the_best_passages_that_fit_are_shown(model, budget):
    budget(prompt_tokens=200, passages=6)
    passages = [passage(80), passage(400), passage(80)]
    assert pack("When?", passages) == (passages[0], passages[2])


def test_never_more_than_the_settings_allow(model, budget):
    budget(prompt_tokens=2000, passages=2)
    assert len(pack("When?", [passage(20)] * 5)) == 2


def test_of_a_passage_that_is_too_long_the_beginning_is_shown(model, budget):
    budget(prompt_tokens=100)
    long = passage(2000)
    [shown] = pack("When?", [long])
    assert 100 < len(shown.text) < 1000
    assert long.text.startswith(shown.text)


def test_a_question_that_leaves_no_room_is_refused_by_name(model, settings):
    settings.GATEWAY = replace(settings.GATEWAY, context=700)
    with pytest.raises(PromptTooLong, match="Shorten the question"):
        pack("why " * 300, [passage(50)])
