"""The line from worker to browser, over a real Redis and without one."""

import asyncio
import json
import time
from dataclasses import replace
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from assistant import stream, telling
from assistant.leases import claim
from assistant.messages import Snapshot, SourceLine
from assistant.models import Turn
from tests.assistant.chats import conversation, turn

pytestmark = [pytest.mark.redis, pytest.mark.django_db(transaction=True)]
DRAFT = Snapshot("answering", "Writing", "A night may cost", (SourceLine(1, "Travel policy", 3),))
DONE = Snapshot("done", "Answer ready", "A night may cost 140 euros. [1]", (SourceLine(1, "Travel policy", 3),))


@pytest.fixture
def asked(cast, redis_service):
    """A turn that a worker is answering."""
    return turn(conversation(cast.bob), state=Turn.State.ANSWERING)


@pytest.fixture
def no_redis(settings):
    """Settings that name a Redis which nobody serves."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"


async def frames(turn_id, after=None, most=99):
    seen = []
    async for frame in stream.follow(turn_id, after):
        seen.append(frame)
        if len(seen) == most:
            break
    return seen


def test_a_follower_gets_the_state_at_once_then_the_draft_then_the_end(asked):
    async def play():
        following = asyncio.ensure_future(frames(asked.pk))
        await asyncio.sleep(0.3)
        for snapshot in (DRAFT, DONE):
            await sync_to_async(stream.publish)(asked.pk, snapshot)
            await asyncio.sleep(0.2)
        return await following

    seen = asyncio.run(play())
    assert [frame.snapshot.state for frame in seen] == ["answering", "answering", "done"]
    assert [frame.snapshot for frame in seen[1:]] == [DRAFT, DONE]


def test_a_cut_line_resumes_behind_the_last_frame_it_saw(asked):
    stream.publish(asked.pk, DRAFT)
    [_, draft] = asyncio.run(frames(asked.pk, most=2))
    stream.publish(asked.pk, DONE)
    assert [frame.snapshot for frame in asyncio.run(frames(asked.pk, draft.id))] == [DONE]


def test_whoever_comes_late_gets_the_newest_snapshot_alone(asked):
    for length in range(20):
        stream.publish(asked.pk, replace(DRAFT, text="x" * length))
    stream.publish(asked.pk, DONE)
    assert [frame.snapshot for frame in asyncio.run(frames(asked.pk))[1:]] == [DONE]


def test_a_finished_turn_is_told_from_the_database_when_its_stream_is_gone(asked):
    Turn.objects.filter(pk=asked.pk).update(state=Turn.State.DONE, answer="It costs 140 euros.")
    [frame] = asyncio.run(frames(asked.pk, "123-4"))
    assert (frame.snapshot.state, frame.snapshot.text) == ("done", "It costs 140 euros.")


def test_a_deleted_turn_comes_to_an_end(asked):
    asked.delete()
    [frame] = asyncio.run(frames(asked.pk))
    assert frame.snapshot.final


def test_an_id_that_is_no_id_is_taken_as_none(asked):
    stream.publish(asked.pk, DONE)
    assert asyncio.run(frames(asked.pk, "'; drop table"))[-1].snapshot == DONE


def test_without_redis_the_follower_looks_into_the_database(asked, no_redis):
    async def play():
        following = asyncio.ensure_future(frames(asked.pk))
        await asyncio.sleep(0.3)
        await Turn.objects.filter(pk=asked.pk).aupdate(state=Turn.State.DONE, answer="Saved all the same.")
        return await following

    assert asyncio.run(play())[-1].snapshot.text == "Saved all the same."


def test_without_redis_the_worker_goes_on(asked, no_redis):
    lease = claim(asked.pk)
    assert lease
    began = time.monotonic()
    broadcast = telling.Broadcast(lease)
    for length in range(50):
        broadcast.show("Writing", "x" * length)
    assert time.monotonic() - began < 3


def test_the_worker_shows_at_most_ten_snapshots_a_second(asked):
    lease = claim(asked.pk)
    assert lease
    broadcast, end, shown = telling.Broadcast(lease), time.monotonic() + 1.0, 0
    while time.monotonic() < end:
        shown += 1
        broadcast.show("Writing", "x" * shown)
        time.sleep(0.002)
    newest = asyncio.run(frames(asked.pk, most=2))[-1]
    assert shown > 100
    assert len(newest.snapshot.text) > shown / 2
    assert _written(asked.pk) <= 12


def test_what_is_kept_is_short_and_expires(asked):
    for length in range(50):
        stream.publish(asked.pk, replace(DRAFT, text="x" * length))
    client, key = stream._writer(), stream._key(asked.pk)  # the only place that knows how it is kept
    assert client.xlen(key) <= stream.KEPT
    assert 0 < client.ttl(key) <= stream.EXPIRES_SECONDS


def test_what_is_on_the_wire_is_json(asked):
    stream.publish(asked.pk, DRAFT)
    entries: Any = stream._writer().xrange(stream._key(asked.pk))
    assert json.loads(entries[0][1]["snapshot"])["text"] == DRAFT.text


def test_stop_is_seen_within_half_a_second(asked):
    lease = claim(asked.pk)
    assert lease
    broadcast = telling.Broadcast(lease)
    assert not broadcast.wants_stop()
    Turn.objects.filter(pk=asked.pk).update(stop_asked=True)
    time.sleep(0.35)
    assert broadcast.wants_stop()


def _written(turn_id):
    """How many entries were ever added."""
    facts: Any = stream._writer().xinfo_stream(stream._key(turn_id))
    return facts["entries-added"]
