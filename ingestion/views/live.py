"""A collection's list, live: server-sent events that repaint what changed.

The first frame is the whole list, so that a page that was loaded a while ago, or whose line was cut, is right at once. Later
ones repaint the rows that changed, or the whole list where documents came or went. Nothing holds a database connection
between two looks, and each look asks again whether this person may still read.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import connections
from django.http import StreamingHttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from access.access import NotHere, access_collection
from access.listing import roles_of
from access.models import Role, User
from access.requests import Request
from ingestion import changes
from ingestion.views.listing import Listing, Wanted, listing

KEEP_ALIVE_SECONDS = 15.0
PACE_SECONDS = 0.7
QUIET = ": still here\n\n"


@dataclass(frozen=True)
class Watch:
    """Who watches which part of which list."""

    user_id: int | None
    collection_id: UUID
    wanted: Wanted


@require_GET
async def events(request: Request, collection_id: UUID) -> StreamingHttpResponse:
    """Readers: the list as it changes."""
    user = await request.auser()
    watch = Watch(user.pk, collection_id, Wanted.read(request.GET))
    first = await look(watch)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(frames(watch, first), content_type="text/event-stream", headers=headers)


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
    """A moment to look: soon after bells rang, however many, and now and then in silence. Ends when the bells do."""
    rung = asyncio.Event()
    ringer = asyncio.create_task(_ring(bells, rung))
    try:
        while not ringer.done():
            with suppress(TimeoutError):
                await asyncio.wait_for(rung.wait(), KEEP_ALIVE_SECONDS)
            rung.clear()
            yield
            await asyncio.sleep(PACE_SECONDS)
    finally:
        ringer.cancel()


async def _ring(bells: AsyncIterator[UUID], rung: asyncio.Event) -> None:
    try:
        async for _ in bells:
            rung.set()
    finally:
        rung.set()


@sync_to_async
def look(watch: Watch) -> Listing:
    """The list now; NotHere once this person may not read the collection any more."""
    try:
        user = _as_of_now(watch.user_id)
        found = access_collection(user, watch.collection_id)
        role = roles_of(user, [found.pk])[found.pk]
        return listing(found, watch.wanted, may_edit=role in Role.EDITOR.includes)
    finally:
        _let_go()


def whole(now: Listing) -> str:
    """The whole list."""
    return render_to_string("ingestion/_list.html", {"listing": now})


def difference(before: Listing, now: Listing) -> str:
    """What has to be repainted to come from one moment to the other."""
    if (
        [row.id for row in before.rows] != [row.id for row in now.rows]
        or before.pages != now.pages
        or before.may_edit != now.may_edit
    ):
        return whole(now)
    changed = [row for old, row in zip(before.rows, now.rows, strict=True) if old != row]
    return render_to_string("ingestion/_changes.html", {"listing": now, "rows": changed})


def _frame(shown: Listing) -> tuple[object, ...]:
    """What can't be repainted row by row."""
    return [row.id for row in shown.rows], shown.pages, shown.may_edit


def event(html: str) -> str:
    """One server-sent event."""
    return "".join(f"data: {line}\n" for line in html.splitlines()) + "\n"


def _as_of_now(user_id: int | None) -> User:
    """The person read again, so that a locked account sees nothing more."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NotHere("This account can't read here any more.")
    return user


def _let_go() -> None:
    """Close this thread's connections: a stream stays open for hours and must not hold one."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
