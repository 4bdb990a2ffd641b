"""The bell for open pages."""

import asyncio
import io
from contextlib import aclosing

import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from ingestion import changes, intake

pytestmark = pytest.mark.django_db(transaction=True)


def aside(work):
    """Do synchronous work beside the event loop, as a view's thread does, and close its connection."""

    def run(*args):
        try:
            return work(*args)
        finally:
            connection.close()

    return sync_to_async(run)


@aside
def put(cast, name):
    return intake.accept(cast.handbook, name, io.BytesIO(name.encode()), by=cast.alice).document


async def heard(cast, *, act, seconds=15):
    """The first id that a follower hears after something was done."""
    async with aclosing(changes.follow(cast.handbook.pk)) as following:
        listening = asyncio.ensure_future(anext(following))
        await asyncio.sleep(0.5)
        done = await act()
        return done, await asyncio.wait_for(listening, seconds)


async def test_a_follower_hears_of_a_change_at_once(cast, redis_service):
    document, found = await heard(cast, act=lambda: put(cast, "a.txt"), seconds=2)
    assert found == document.pk


async def test_a_follower_hears_of_a_removal(cast, redis_service):
    document = await put(cast, "a.txt")
    await asyncio.sleep(0.2)
    _, found = await heard(cast, act=lambda: aside(intake.remove)(document), seconds=2)
    assert found == document.pk


async def test_without_redis_a_follower_hears_of_it_soon(cast, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1"
    document, found = await heard(cast, act=lambda: put(cast, "a.txt"))
    assert found == document.pk
