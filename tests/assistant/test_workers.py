"""Real worker processes: killed in the middle of an answer, and asked by several people at once."""

import time

import pytest

from assistant import asking, tasks
from assistant.models import Turn
from tests.assistant.conftest import HOTEL, POLICY
from tests.assistant.workers import worker
from tests.ingestion.workers import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis, pytest.mark.usefixtures("redis_service")]
EVERY_SECOND = 1.0


def test_a_turn_whose_worker_was_killed_is_answered_exactly_once_by_the_next(library, model, tmp_path):
    model.delay = 0.5
    turn = asking.ask(asking.start(library.bob), HOTEL)
    with worker(tmp_path / "log.txt", model) as first:
        until(lambda: len(model.asked) == 1 and newest(turn).state == Turn.State.ANSWERING)
        first.kill()
        first.wait(10)
    assert newest(turn).state == Turn.State.ANSWERING
    model.delay = 0
    with worker(tmp_path / "log.txt", model):
        reaping_until(lambda: newest(turn).state == Turn.State.DONE)
    answered = newest(turn)
    assert answered.answer == f"{POLICY[2]} [1]"
    assert (answered.attempts, answered.lease) == (2, None)
    assert list(answered.citations.values_list("number", flat=True)) == list(range(1, answered.citations.count() + 1))
    assert len(model.asked) == 2
    assert turn.conversation.turns.count() == 1


def test_a_worker_that_is_asked_to_end_gives_its_turn_back_at_once(library, model, tmp_path):
    model.delay = 0.5
    turn = asking.ask(asking.start(library.bob), HOTEL)
    with worker(tmp_path / "log.txt", model) as asked_to_end:
        until(lambda: len(model.asked) == 1)
        asked_to_end.terminate()
        until(lambda: newest(turn).state == Turn.State.QUEUED, seconds=20)
    assert (newest(turn).attempts, newest(turn).lease) == (0, None)


def test_two_people_who_ask_at_once_get_their_own_answers(library, model, tmp_path):
    model.delay = 0.05
    own = "Who changes the combination of the strongroom?"
    with worker(tmp_path / "log.txt", model):
        asked = [asking.ask(asking.start(person), question) for person in (library.bob, library.ada) for question in (HOTEL, own)]
        reaping_until(lambda: all(newest(turn).state == Turn.State.DONE for turn in asked))
    bob_hotel, bob_vault, ada_hotel, ada_vault = map(newest, asked)
    assert bob_hotel.answer == ada_hotel.answer == f"{POLICY[2]} [1]"
    assert "head of finance" in ada_vault.answer
    assert "head of finance" not in bob_vault.answer
    assert not bob_vault.citations.filter(collection_id=library.vault.pk).exists()


def newest(turn):
    return Turn.objects.get(pk=turn.pk)


def reaping_until(done):
    """Wait, doing what beat does."""
    last = 0.0

    def look():
        nonlocal last
        if time.monotonic() - last > EVERY_SECOND:
            last = time.monotonic()
            tasks.reap()
        return done()

    until(look, seconds=150)
