"""Parts of uploads reach the view as they come, never as a whole, and end where their sender leaves."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from config import streamed_body
from config.streamed_body import BLOCK, TYPE, blocks, streamed

PART = {"type": "http", "method": "PATCH", "headers": [(b"content-type", TYPE.encode())]}
PIECE = b"x" * 65_536


def receiving(*messages):
    """What a server tells of a request; silence after the last message."""
    left = list(messages)

    async def receive():
        if not left:
            await asyncio.Event().wait()
        return left.pop(0)

    return receive, left


def body(data, *, more):
    return {"type": "http.request", "body": data, "more_body": more}


async def taken(receive, scope=PART):
    """What a view in a thread gets of a request, block by block, and what is told to the framework around it."""
    got, told = [], []

    async def view(scope, receive, send):
        request: Any = SimpleNamespace(scope=scope)
        told.append(await receive())
        got.extend(await asyncio.to_thread(lambda: list(blocks(request))))

    async def send(message):
        pass

    await streamed(view)(scope, receive, send)
    return got, told


async def test_a_part_comes_in_blocks_of_a_megabyte():
    receive, _ = receiving(*(body(PIECE, more=True) for _ in range(40)), body(b"end", more=False))
    got, told = await taken(receive)
    assert b"".join(got) == PIECE * 40 + b"end"
    assert [len(block) >= BLOCK for block in got] == [True, True, False]
    assert max(len(block) for block in got) <= BLOCK + len(PIECE)
    assert told == [{"type": "http.request", "body": b"", "more_body": False}]


async def test_what_came_before_its_sender_left_is_not_lost():
    receive, _ = receiving(body(PIECE, more=True), {"type": "http.disconnect"})
    assert (await taken(receive))[0] == [PIECE]


async def test_a_sender_who_says_nothing_for_long_has_left(monkeypatch):
    monkeypatch.setattr(streamed_body, "SILENCE_SECONDS", 0.05)
    receive, _ = receiving(body(PIECE, more=True))
    assert (await taken(receive))[0] == [PIECE]


@pytest.mark.parametrize("change", [{"method": "POST"}, {"headers": [(b"content-type", b"text/plain")]}])
async def test_other_requests_are_left_alone(change):
    seen = []

    async def application(scope, receive, send):
        seen.append((scope, await receive()))

    receive, left = receiving(body(b"form", more=False))

    async def send(message):
        pass

    await streamed(application)(PART | change, receive, send)
    assert seen == [(PART | change, body(b"form", more=False))]
    assert not left
