"""The work of the whole house, and the versions of the index, live: events that repaint the page when something on it changed.

Nothing holds a database connection between two looks, and each look asks again whether this person may still see it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from access.access import NotHere
from access.people import check_administrator
from access.requests import Request
from ingestion.flow.overview import overview
from ingestion.views.index_versions import index_context
from ingestion.views.live import QUIET, REST, event, streamed
from ingestion.views.watching import as_of_now, let_go

PACE_SECONDS = 2.0


@require_GET
async def work_events(request: Request) -> StreamingHttpResponse:
    """Administrators: the page Work as it changes."""
    return await _events(request, _work)


@require_GET
async def index_events(request: Request) -> StreamingHttpResponse:
    """Administrators: the page Index as it changes."""
    return await _events(request, _index)


def _work() -> str:
    return render_to_string("ingestion/_work.html", {"work": overview()})


def _index() -> str:
    return render_to_string("ingestion/_index.html", index_context())


async def _events(request: Request, page: Callable[[], str]) -> StreamingHttpResponse:
    user = await request.auser()
    first = await _look(user.pk or 0, page)
    return streamed(_frames(user.pk or 0, page, first))


async def _frames(user_id: int, page: Callable[[], str], first: str) -> AsyncIterator[str]:
    """Frames until the watcher leaves or is no administrator any more. A look that took long is followed by a longer rest."""
    clock, shown = asyncio.get_running_loop().time, first
    yield event(first)
    while True:
        await asyncio.sleep(PACE_SECONDS)
        began = clock()
        try:
            now = await _look(user_id, page)
        except NotHere:
            return
        yield event(now) if now != shown else QUIET
        shown = now
        await asyncio.sleep(REST * (clock() - began))


@sync_to_async
def _look(user_id: int, page: Callable[[], str]) -> str:
    try:
        check_administrator(as_of_now(user_id))
        return page()
    finally:
        let_go()
