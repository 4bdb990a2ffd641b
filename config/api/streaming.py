"""A turn as server-sent events with JSON in them."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from dataclasses import asdict

from ninja import Schema

from assistant.messages import Frame

KEEP_ALIVE_SECONDS = 15.0
STILL_HERE = ": still here\n\n"


async def as_events(
    frames: AsyncIterator[Frame], saved: Callable[[], Awaitable[Schema]], patience: float = KEEP_ALIVE_SECONDS
) -> AsyncGenerator[str, None]:
    """`progress` for each frame, a comment for each silence, and one `answer` at the end with the turn as it is saved."""
    async for frame in with_patience(frames, patience):
        yield event("progress", json.dumps(asdict(frame.snapshot)), frame.id) if frame else STILL_HERE
    yield event("answer", (await saved()).model_dump_json())


async def with_patience(frames: AsyncIterator[Frame], seconds: float) -> AsyncGenerator[Frame | None, None]:
    """The frames as they come, and None whenever that many seconds have passed without one."""
    coming = asyncio.ensure_future(anext(frames, None))
    try:
        while True:
            await asyncio.wait({coming}, timeout=seconds)
            if not coming.done():
                yield None
                continue
            frame = coming.result()
            if frame is None:
                return
            yield frame
            coming = asyncio.ensure_future(anext(frames, None))
    finally:
        coming.cancel()


def event(name: str, data: str, event_id: str = "") -> str:
    """One event; JSON has no line breaks of its own."""
    return f"event: {name}\n" + (f"id: {event_id}\n" if event_id else "") + f"data: {data}\n\n"
