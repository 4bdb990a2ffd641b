"""The answer over server-sent events: whole frames, ids to resume from, signs of life, and an end."""

import asyncio
from typing import Any

import pytest
from django.test import AsyncClient
from django.urls import reverse

from assistant import stream
from assistant.messages import Frame, Snapshot, SourceLine
from assistant.models import Turn
from assistant.views.events import FINISHED, STILL_HERE, as_event, events
from tests.assistant.chats import answered, conversation, turn

SOURCE = SourceLine(1, "Travel policy", 3)


async def frames(*snapshots, pause=0.0):
    for number, snapshot in enumerate(snapshots):
        await asyncio.sleep(pause)
        yield Frame(f"{number}-0", snapshot)


def test_a_frame_is_the_whole_body_so_far_under_its_id():
    event = as_event(Frame("7-0", Snapshot("answering", "Writing", "It costs **140** euros.[1]\n\nNo more.", (SOURCE,))))
    assert event.startswith("id: 7-0\ndata: ")
    assert event.endswith("\n\n")
    assert "\n\n" not in event[:-2]
    assert "<strong>140</strong>" in event
    assert '<span class="footnote-ref">1</span>' in event


def test_while_passages_are_read_the_frame_names_them():
    event = as_event(Frame("1-0", Snapshot("answering", "Reading 1 passage", sources=(SOURCE,))))
    assert "Travel policy, page 3" in event
    assert "Reading 1 passage" in event


async def test_the_last_frame_is_followed_by_the_word_that_fetches_the_saved_answer():
    sent = [each async for each in events(frames(Snapshot("answering", "Writing"), Snapshot("done", "Answer ready")))]
    assert len(sent) == 3
    assert sent[-1] == FINISHED


async def test_silence_is_filled_with_signs_of_life():
    sent = [each async for each in events(frames(Snapshot("done", "Answer ready"), pause=0.2), patience=0.05)]
    assert sent[0] == STILL_HERE
    assert sent[-1] == FINISHED


async def test_a_listener_who_leaves_ends_the_following():
    ended = asyncio.Event()

    async def endless():
        try:
            yield Frame("1-0", Snapshot("answering", "Writing"))
            await asyncio.sleep(60)
        finally:
            ended.set()

    sending = events(endless())
    await anext(sending)
    waiting = asyncio.ensure_future(anext(sending))
    await asyncio.sleep(0.05)
    waiting.cancel()
    await asyncio.wait_for(ended.wait(), 2)


@pytest.fixture
def committed(transactional_db):
    """Bob, with rows that other threads can see too."""
    from tests.cast import gather

    return gather().bob


async def listen(bob, made, **headers):
    client = AsyncClient()
    await client.aforce_login(bob)
    answer: Any = await client.get(reverse("assistant:turn-events", args=[made.pk]), headers=headers)
    return answer, [part.decode() async for part in answer.streaming_content]


async def test_a_finished_turn_is_told_at_once(committed):
    made = await asyncio.to_thread(lambda: answered(conversation(committed)))
    answer, parts = await listen(committed, made)
    assert answer["Content-Type"] == "text/event-stream"
    assert (answer["X-Accel-Buffering"], answer["Cache-Control"]) == ("no", "no-store")
    assert "A night may cost 140 euros." in parts[0]
    assert parts[-1] == FINISHED


@pytest.mark.redis
async def test_a_cut_line_resumes_after_the_frame_it_has_seen(committed, redis_service):
    made = await asyncio.to_thread(lambda: turn(conversation(committed), state=Turn.State.ANSWERING))
    await asyncio.to_thread(stream.publish, made.pk, Snapshot("answering", "Writing", "An old"))
    asyncio.get_running_loop().call_later(0.3, stream.publish, made.pk, Snapshot("done", "Answer ready", "A new answer"))
    _, seen = await listen(committed, made)
    assert "Answer ready" in seen[-2]
    last = seen[-2].splitlines()[0].removeprefix("id: ")
    await asyncio.to_thread(Turn.objects.filter(pk=made.pk).update, state=Turn.State.DONE, answer="A new answer")
    _, again = await listen(committed, made, **{"Last-Event-ID": last})
    assert not any("An old" in part for part in again)
    assert again[-1] == FINISHED
