"""A turn from the queue to its row: held by one worker, with the rights of this very moment, saved whatever else fails."""

import logging
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from access.models import Grant
from assistant import answering, asking, citations, erasing, leases, stream, tasks, work
from assistant.messages import Snapshot
from assistant.models import Conversation, Turn
from forgetting import tombstones
from retrieval.models import StoredChunk
from tests.assistant.conftest import HOTEL, POLICY
from tests.conftest import free_port
from tests.ingestion.workers import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("redis_service")]


def ask(person, question=HOTEL, collections=()):
    return asking.ask(asking.start(person, collections), question)


def answered(turn):
    work.answer(turn.pk)
    return Turn.objects.get(pk=turn.pk)


def test_the_answer_is_saved_with_its_footnotes(library, model):
    turn = answered(ask(library.bob))
    assert (turn.state, turn.answer, turn.provider, turn.model) == (Turn.State.DONE, f"{POLICY[2]} [1]", "openai", "fake")
    cited = turn.citations.get(cited=True)
    assert cited.quote in cited.passage
    assert cited.collection_id == library.handbook.pk
    assert turn.claims[0]["numbers"] == [1]
    assert turn.searched == ["Handbook"]
    assert turn.steps["total"] >= turn.steps["write"] >= turn.steps["first_token"] > 0


def test_answering_twice_is_answering_once(library, model):
    turn = ask(library.bob)
    first, second = answered(turn), answered(turn)
    assert len(model.asked) == 1
    assert (first.answer, first.attempts) == (second.answer, second.attempts)


def test_a_refusal_says_where_it_looked_and_what_came_closest(library, model):
    model.answer = "The passages do not answer this."
    turn = answered(ask(library.bob))
    assert (turn.state, turn.refused, turn.searched) == (Turn.State.DONE, True, ["Handbook"])
    assert turn.citations.filter(cited=False).exists()
    assert not turn.citations.filter(cited=True).exists()


def test_rights_that_were_taken_away_after_the_question_count(library, model):
    turn = ask(library.bob)
    Grant.objects.filter(user=library.bob).delete()
    turn = answered(turn)
    assert turn.refused
    assert not model.asked
    assert not turn.citations.exists()


def test_only_the_chosen_collections_are_asked(library, model):
    turn = answered(ask(library.ada, "Who changes the combination of the strongroom?", [library.handbook]))
    assert turn.searched == ["Handbook"]
    assert "head of finance" not in turn.answer


def test_a_follow_up_is_understood_from_the_conversation(library, model):
    talk = asking.start(library.bob)
    answered(asking.ask(talk, "Until when must unused leave days be taken?"))
    turn = answered(asking.ask(talk, "And how many of them?"))
    assert {"unused", "leave", "days"} <= set(turn.standalone.replace("(", "").replace(")", "").split())
    assert turn.question == "And how many of them?"


def test_stop_ends_the_writing_and_keeps_what_there_is(library, model):
    model.answer, model.delay = " ".join(POLICY), 0.2
    turn = ask(library.bob)
    writing = threading.Thread(target=in_a_thread, args=(turn,))
    writing.start()
    until(lambda: model.asked)
    asking.stop(Turn.objects.get(pk=turn.pk))
    writing.join(30)
    turn.refresh_from_db()
    assert turn.state == Turn.State.STOPPED
    assert "30 April" not in turn.answer


def test_redis_may_be_lost_without_losing_the_answer(library, model, settings):
    turn = ask(library.bob)
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    assert answered(turn).answer == f"{POLICY[2]} [1]"


def test_an_index_that_is_away_fails_the_turn_in_words_and_keeps_the_question_out_of_the_log(library, model, settings, caplog):
    caplog.set_level(logging.INFO)
    settings.RETRIEVAL = replace(settings.RETRIEVAL, qdrant_url=f"http://127.0.0.1:{free_port()}")
    turn = answered(ask(library.bob))
    assert turn.state == Turn.State.FAILED
    assert turn.error
    assert "Traceback" not in turn.error
    assert "hotel" not in caplog.text
    settings.RETRIEVAL = replace(settings.RETRIEVAL, qdrant_url=settings.RETRIEVAL.qdrant_url)
    assert asking.ask_again(turn).state == Turn.State.QUEUED


def test_a_conversation_deleted_meanwhile_leaves_nothing_behind(library, model):
    model.delay = 0.1
    turn = ask(library.bob)
    writing = threading.Thread(target=in_a_thread, args=(turn,))
    writing.start()
    until(lambda: model.asked)
    Conversation.objects.all().delete()
    writing.join(30)
    assert not Turn.objects.exists()


async def test_followers_see_the_draft_grow_and_the_end(library, model):
    model.answer, model.delay = f"{POLICY[2]} {POLICY[1]}", 0.05
    turn = await sync(ask)(library.bob)
    writing = threading.Thread(target=in_a_thread, args=(turn,))
    writing.start()
    frames = [frame async for frame in stream.follow(turn.pk)]
    writing.join(30)
    texts = [frame.snapshot.text for frame in frames]
    assert frames[-1].snapshot.state == "done"
    assert frames[-1].snapshot.text.endswith("[2]")
    assert len({text for text in texts if text}) > 3


def test_a_dead_workers_turn_goes_back_and_a_poisonous_one_is_given_up(library, model, settings):
    turn = ask(library.bob)
    for attempt in range(1, settings.ASSISTANT.tries + 1):
        stream.publish(turn.pk, Snapshot("answering", "Writing", POLICY[2], ()))
        assert leases.claim(turn.pk)
        assert leases.claim(turn.pk) is None
        Turn.objects.filter(pk=turn.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
        tasks.reap()
        turn.refresh_from_db()
        assert (turn.attempts, turn.lease) == (attempt, None)
    assert turn.state == Turn.State.FAILED
    assert "given up" in turn.error
    kept = b"".join(shown for turn_id, shown in stream.all_kept() if turn_id == turn.pk).decode()
    assert turn.error in kept
    assert POLICY[2] not in kept


class Killed(BaseException):
    """The worker's death."""


def test_a_worker_that_dies_once_an_answer_is_saved_leaves_nothing_of_what_was_erased_meanwhile(library, model, monkeypatch):
    turn, catch_up = ask(library.bob), erasing.catch_up

    def die_after_the_commit(turn_id):
        if not connection.in_atomic_block:
            raise Killed
        catch_up(turn_id)

    def erase_and_save(*words, **others):
        tombstones.put(map(tombstones.document, StoredChunk.objects.values_list("document_id", flat=True)))
        return snapshots(*words, **others)

    snapshots = citations.snapshots
    monkeypatch.setattr(erasing, "catch_up", die_after_the_commit)
    monkeypatch.setattr(citations, "snapshots", erase_and_save)
    with pytest.raises(Killed):
        work.answer(turn.pk)
    turn.refresh_from_db()
    assert (turn.state, turn.answer) == (Turn.State.DONE, "")
    assert turn.citations.exists()
    assert not turn.citations.filter(erased_at=None).exists()


async def test_a_turn_that_fails_half_written_keeps_nothing_that_was_shown_and_tells_its_followers(library, model, monkeypatch):
    turn = await sync(ask)(library.bob)

    def shown_then_broken(question, reader):
        reader.show("Writing", POLICY[2])
        raise RuntimeError

    monkeypatch.setattr(answering, "answer", shown_then_broken)
    await sync(work.answer)(turn.pk)
    kept = b"".join(shown for turn_id, shown in stream.all_kept() if turn_id == turn.pk).decode()
    assert work.OUR_FAULT in kept
    assert POLICY[2] not in kept
    assert [frame async for frame in stream.follow(turn.pk)][-1].snapshot.error == work.OUR_FAULT


def in_a_thread(turn):
    try:
        work.answer(turn.pk)
    finally:
        connection.close()


def sync(function):
    from asgiref.sync import sync_to_async

    return sync_to_async(function)
