"""The bell that tells open pages that a document changed. The rows are the truth; a slow look at them makes up for lost bells."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

import redis
import redis.asyncio
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection
from django.utils import timezone
from redis.asyncio.client import PubSub

from ingestion.models import Document

log = logging.getLogger(__name__)
LOOK = timedelta(seconds=3)
OVERLAP = timedelta(seconds=2)
REDIS_SECONDS = 2.0


def announce(document: Document) -> None:
    """Tell whoever watches the collection that this document changed. Never fails; not for use within a transaction."""
    Document.objects.filter(pk=document.pk).update(changed_at=timezone.now())
    ring(document.collection_id, document.pk)


def ring(collection_id: UUID, document_id: UUID) -> None:
    """Only the bell: for a document that is no longer there."""
    try:
        _redis(settings.REDIS_URL).publish(_channel(collection_id), str(document_id))
    except redis.RedisError as error:
        log.debug("No bell for a change: %s", type(error).__name__)


async def follow(collection_id: UUID) -> AsyncGenerator[UUID, None]:
    """The ids of the collection's documents as they change; of removed ones too while Redis is there. Never ends by itself."""
    seen = timezone.now()
    async with _listening() as bells:
        while True:
            for document_id in await _heard(bells, _channel(collection_id)):
                yield document_id
            if timezone.now() - seen > LOOK:
                looked = timezone.now()
                for document_id in await _changed(collection_id, seen - OVERLAP):
                    yield document_id
                seen = looked


async def _heard(bells: PubSub, channel: str) -> list[UUID]:
    """One bell, waited for; nothing after a while of silence or without Redis."""
    try:
        if not bells.subscribed:
            await bells.subscribe(channel)
        message = await bells.get_message(ignore_subscribe_messages=True, timeout=LOOK.total_seconds())
        return [UUID(message["data"].decode())] if message else []
    except (redis.RedisError, OSError):
        await asyncio.sleep(LOOK.total_seconds())
        return []


@sync_to_async(thread_sensitive=False)
def _changed(collection_id: UUID, since: datetime) -> list[UUID]:
    """Asked in a thread of its own, whose connection is closed at once: a stream that stays open must not hold one."""
    try:
        return list(Document.objects.filter(collection=collection_id, changed_at__gte=since).values_list("pk", flat=True))
    finally:
        connection.close()


@asynccontextmanager
async def _listening() -> AsyncIterator[PubSub]:
    async with redis.asyncio.from_url(settings.REDIS_URL, socket_connect_timeout=REDIS_SECONDS) as client, client.pubsub() as bells:
        yield bells


def _channel(collection_id: UUID) -> str:
    return f"footnote:documents:{collection_id}"


@lru_cache(maxsize=1)
def _redis(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS)
