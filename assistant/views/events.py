"""The answer while it is written, as server-sent events: each frame is the whole body so far."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from access.requests import Request
from assistant import stream
from assistant.access import access_turn
from assistant.footnotes import draft_html
from assistant.messages import Frame

KEEP_ALIVE_SECONDS = 15.0
STILL_HERE = ": still here\n\n"
FINISHED = "event: finished\ndata: now\n\n"


@require_GET
async def turn_events(request: Request, turn_id: UUID) -> StreamingHttpResponse:
    """Its own person: follow the turn to its end. Resumes after the frame that Last-Event-ID names."""
    await sync_to_async(access_turn)(request.user, turn_id)
    frames = stream.follow(turn_id, request.headers.get("Last-Event-ID"))
    response = StreamingHttpResponse(events(frames), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def events(frames: AsyncIterator[Frame], patience: float = KEEP_ALIVE_SECONDS) -> AsyncGenerator[str, None]:
    """The frames as events, a comment for each silence of `patience` seconds, and `finished` after the last one."""
    coming = asyncio.ensure_future(anext(frames, None))
    try:
        while True:
            await asyncio.wait({coming}, timeout=patience)
            if not coming.done():
                yield STILL_HERE
                continue
            frame = coming.result()
            if frame is None:
                return
            yield as_event(frame)
            if frame.snapshot.final:
                yield FINISHED
                return
            coming = asyncio.ensure_future(anext(frames, None))
    finally:
        coming.cancel()


def as_event(frame: Frame) -> str:
    """One frame as an event. Its HTML goes out line by line, as the format wants it."""
    html = render_to_string("assistant/_draft.html", {"snapshot": frame.snapshot, "html": draft_html(frame.snapshot)})
    data = "".join(f"data: {line}\n" for line in html.splitlines() if line.strip())
    return f"id: {frame.id}\n{data}\n"
