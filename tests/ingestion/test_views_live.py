"""The list as it changes: frames at once, what changed and no more, and an end when somebody may no longer read."""

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient
from django.urls import reverse

from access.models import Grant
from ingestion import changes
from ingestion.models import Document, State
from ingestion.views import live, watching
from tests.ingestion.views_making import document

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.redis]
in_thread = sync_to_async(thread_sensitive=True)


class Stream:
    """An open stream of one person's browser."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.frames = aiter(response.streaming_content)

    async def frame(self, seconds: float = 8.0) -> str:
        """The next frame's HTML; a keep-alive comment comes as it is."""
        raw = (await asyncio.wait_for(anext(self.frames), seconds)).decode()
        assert raw.endswith("\n\n")
        return "\n".join(line.removeprefix("data: ") for line in raw.strip("\n").split("\n"))

    async def change(self) -> str:
        """The next frame that says something."""
        while (frame := await self.frame()).startswith(":"):
            pass
        return frame


@pytest.fixture
async def watch(redis_service, cast):
    """Open the Handbook's stream as somebody; all are closed at the end."""
    opened: list[Stream] = []

    async def open_stream(who="alice", query=""):
        client = AsyncClient()
        await client.aforce_login(getattr(cast, who))
        response = await client.get(reverse("ingestion:events", args=[cast.handbook.pk]) + query)
        if response.status_code == 200:
            opened.append(stream := Stream(response))
            return stream
        return response

    yield open_stream
    for stream in opened:
        await stream.frames.aclose()


@in_thread
def change(made, **fields):
    """What a worker does: the row, then the bell."""
    for name, value in fields.items():
        setattr(made.latest, name, value)
    made.latest.save()
    changes.announce(made)


async def test_the_first_frame_is_the_whole_list_and_comes_at_once(watch, cast):
    await in_thread(document)(cast.handbook, "a.pdf")
    stream = await watch()
    first = await stream.frame(seconds=2)
    assert "a.pdf" in first
    assert "document-tabs" in first
    assert stream.response["Content-Type"].startswith("text/event-stream")
    assert stream.response["Cache-Control"] == "no-store"


async def test_a_change_repaints_its_row_alone(watch, cast):
    made = await in_thread(document)(cast.handbook, "a.pdf", state=State.READING)
    await in_thread(document)(cast.handbook, "b.pdf")
    stream = await watch()
    await stream.frame()
    await change(made, step=3, steps=9)
    frame = await stream.change()
    assert "Reading page 3 of 9" in frame
    assert f'hx-target="#document-{made.pk}" hx-swap="outerMorph"' in frame
    assert "b.pdf" not in frame


async def test_a_document_that_comes_or_goes_repaints_the_list(watch, cast):
    first = await in_thread(document)(cast.handbook, "a.pdf")
    stream = await watch()
    await stream.frame()
    second = await in_thread(document)(cast.handbook, "b.pdf", state=State.RECEIVED)
    await in_thread(changes.announce)(second)
    assert 'class="documents"' in (await stream.change())
    await in_thread(Document.objects.filter(pk=first.pk).delete)()
    await in_thread(changes.ring)(cast.handbook.pk, first.pk)
    frame = await stream.change()
    assert "a.pdf" not in frame
    assert "b.pdf" in frame


async def test_many_bells_at_once_are_one_look(watch, cast, monkeypatch):
    made = await in_thread(document)(cast.handbook, "a.pdf", state=State.READING)
    stream = await watch()
    await stream.frame()
    looks: list[watching.Watch] = []
    look = watching.look

    def counted(watch):
        looks.append(watch)
        return look(watch)

    monkeypatch.setattr(live, "look", counted)
    for step in range(1, 41):
        await change(made, step=step, steps=40)
    while "page 40 of 40" not in await stream.change():
        pass
    assert len(looks) < 10


async def test_a_stream_shows_the_part_of_the_list_that_was_asked_for(watch, cast):
    await in_thread(document)(cast.handbook, "a.pdf")
    await in_thread(document)(cast.handbook, "b.pdf")
    assert "a.pdf" not in await (await watch(query="?q=b")).frame()


async def test_a_reader_gets_no_actions_and_a_stranger_no_stream(watch, cast):
    await in_thread(document)(cast.handbook, "a.pdf", state=State.FAILED, reason="No.")
    assert "Retry" not in await (await watch("bob")).frame()
    assert "Retry" in await (await watch("alice")).frame()
    assert (await watch("mallory")).status_code == 404


async def test_the_stream_ends_when_the_grant_is_taken_away(watch, cast):
    made = await in_thread(document)(cast.handbook, "a.pdf")
    stream = await watch("bob")
    await stream.frame()
    await in_thread(Grant.objects.filter(user=cast.bob).delete)()
    await change(made, title="Secret")
    with pytest.raises(StopAsyncIteration):
        await stream.change()


async def test_the_stream_ends_when_the_account_is_locked(watch, cast):
    made = await in_thread(document)(cast.handbook, "a.pdf")
    stream = await watch("bob")
    await stream.frame()
    cast.bob.is_active = False
    await cast.bob.asave()
    await change(made, title="Secret")
    with pytest.raises(StopAsyncIteration):
        await stream.change()


async def test_silence_is_broken_by_comments_that_keep_the_line_open(watch, cast, monkeypatch):
    monkeypatch.setattr(live, "KEEP_ALIVE_SECONDS", 0.3)
    stream = await watch()
    await stream.frame()
    assert (await stream.frame()).startswith(":")


async def test_a_bell_that_gets_lost_is_made_up_for(watch, cast):
    made = await in_thread(document)(cast.handbook, "a.pdf", state=State.READING)
    stream = await watch()
    await stream.frame()
    made.latest.state = State.INDEXING
    await made.latest.asave()
    await made.asave()
    assert "Indexing" in await stream.change()


async def test_no_database_connection_is_kept_between_two_looks(watch, cast, monkeypatch):
    closed: list[object] = []
    wrapper_type = type(connections["default"])
    close = wrapper_type.close

    def noted(wrapper):
        closed.append(wrapper)
        close(wrapper)

    monkeypatch.setattr(wrapper_type, "close", noted)
    stream = await watch()
    await stream.frame()
    assert closed


async def test_names_go_over_the_line_as_text(watch, cast):
    await in_thread(document)(cast.handbook, "<script>alert(1)</script>\u2028data: x.pdf")
    frame = await (await watch()).frame()
    assert "<script>" not in frame
    assert "&lt;script&gt;" in frame
