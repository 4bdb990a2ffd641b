"""A collection's list, live: server-sent events that repaint what changed.

The first frame is the whole list, so that a page that was loaded a while ago, or whose line was cut, is right at once. Later
ones repaint the rows that changed, or the whole list where documents came or went. Nothing holds a database connection
between two looks, and each look asks again whether this person may still read.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from uuid import UUID

from django.http import StreamingHttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from access.access import NotHere
from access.requests import Request
from ingestion import changes
from ingestion.views.filtering import Wanted
from ingestion.views.listing import Listing
from ingestion.views.watching import Watch, look

KEEP_ALIVE_SECONDS = 15.0
PACE_SECONDS = 0.7
REST = 4.0
QUIET = ": still here\n\n"


@require_GET
async def events(request: Request, collection_id: UUID) -> StreamingHttpResponse:
    """Readers: the list as it changes."""
    user = await request.auser()
    watch = Watch(user.pk or 0, collection_id, Wanted.read(request.GET))
    first = await look(watch)
    return streamed(frames(watch, first))


async def frames(watch: Watch, first: Listing) -> AsyncIterator[str]:
    """Frames until the watcher leaves or may no longer read."""
    yield event(whole(first))
    shown = first
    async for _ in pulses(changes.follow(watch.collection_id)):
        try:
            now = await look(watch)
        except NotHere:
            return
        yield event(difference(shown, now)) if now != shown else QUIET
        shown = now


async def pulses(bells: AsyncIterator[UUID]) -> AsyncIterator[None]:
    """A moment to look: soon after bells rang, however many, and now and then in silence. Ends when the bells do.

    A look that took long is followed by a longer rest, so that many watchers of a huge collection don't add up.
    """
    clock, rung = asyncio.get_running_loop().time, asyncio.Event()
    ringer = asyncio.create_task(_ring(bells, rung))
    try:
        while not ringer.done():
            with suppress(TimeoutError):
                await asyncio.wait_for(rung.wait(), KEEP_ALIVE_SECONDS)
            rung.clear()
            began = clock()
            yield
            await asyncio.sleep(max(PACE_SECONDS, REST * (clock() - began)))
    finally:
        ringer.cancel()


async def _ring(bells: AsyncIterator[UUID], rung: asyncio.Event) -> None:
    try:
        async for _ in bells:
            rung.set()
    finally:
        rung.set()


def whole(now: Listing) -> str:
    """The whole list."""
    return render_to_string("ingestion/_list.html", {"listing": now})


def difference(before: Listing, now: Listing) -> str:
    """What has to be repainted to come from one moment to the other."""
    if _frame(before) != _frame(now):
        return whole(now)
    changed = [row for old, row in zip(before.rows, now.rows, strict=True) if old != row]
    return render_to_string("ingestion/_changes.html", {"listing": now, "rows": changed})


def _frame(shown: Listing) -> tuple[object, ...]:
    """What can't be repainted row by row."""
    return [row.id for row in shown.rows], shown.pages, shown.may_edit, shown.pause, shown.held_up


def streamed(events: AsyncIterator[str]) -> StreamingHttpResponse:
    """An answer of server-sent events."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(events, content_type="text/event-stream", headers=headers)


def event(html: str) -> str:
    """One server-sent event."""
    return "".join(f"data: {line}\n" for line in html.splitlines()) + "\n"
