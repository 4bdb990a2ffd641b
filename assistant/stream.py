"""The line from the worker that answers to the browsers that listen: one Redis stream a turn.

Each entry is a whole snapshot, so a follower needs only the newest one: a retried task repaints, a cut line resumes by id.
Redis may be lost at any moment: the worker then goes on in silence, and followers look into the database instead.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

import redis
import redis.asyncio
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

from assistant import progress
from assistant.messages import Frame, Snapshot, SourceLine

KEPT = 8
EXPIRES_SECONDS = 3600
BLOCK_SECONDS = 2.0
START = "0-0"
PREFIX = "footnote:turn:"
_OPTIONS: dict[str, Any] = {"decode_responses": True, "protocol": 2, "socket_connect_timeout": 1}
ID = re.compile(r"\d{1,20}-\d{1,20}")


def publish(turn_id: UUID, snapshot: Snapshot) -> None:
    """Show a snapshot to all followers. Raises redis.RedisError at once where Redis does not answer."""
    with _writer().pipeline() as pipe:
        pipe.xadd(_key(turn_id), {"snapshot": json.dumps(asdict(snapshot))}, maxlen=KEPT, approximate=False)
        pipe.expire(_key(turn_id), EXPIRES_SECONDS)
        pipe.execute()


def forget(turn_id: UUID) -> None:
    """Drop what was shown, before a turn is answered again."""
    try:
        _writer().delete(_key(turn_id))
    except redis.RedisError:
        return  # nothing that a follower could see is left there either


def drop(turn_id: UUID) -> None:
    """`forget`, for those who have to know that it is gone. Raises redis.RedisError."""
    _writer().delete(_key(turn_id))


def is_kept(turn_id: UUID) -> bool:
    """Whether anything of it is there to be shown. Raises redis.RedisError."""
    return bool(_writer().exists(_key(turn_id)))


def all_kept() -> Iterator[tuple[UUID, bytes]]:
    """All that is there to be shown, of every turn. Raises redis.RedisError."""
    for key in _writer().scan_iter(match=f"{PREFIX}*", count=500):
        entries = cast(list[tuple[str, dict[str, str]]], _writer().xrange(key))
        yield UUID(str(key).removeprefix(PREFIX)), "\n".join(fields["snapshot"] for _, fields in entries).encode()


async def follow(turn_id: UUID, after: str | None = None) -> AsyncIterator[Frame]:
    """Yield the turn's newest snapshot at once, then each newer one; ends with a final one. Holds no database connection.

    `after` is the id of the last frame that this follower has seen. Whether the person may see the turn is the caller's question.
    """
    saved = await _saved(turn_id)
    frame = Frame(after if after and ID.fullmatch(after) else START, saved)
    if saved.final or not after:
        yield frame
    if saved.final:
        return
    async for newer in _newer(turn_id, frame):
        yield newer


async def _newer(turn_id: UUID, frame: Frame) -> AsyncIterator[Frame]:
    client = _reader()
    try:
        while not frame.snapshot.final:
            newer = await _from_redis(client, turn_id, frame.id) or await _from_sql(turn_id, frame)
            if newer:
                yield newer
                frame = newer
    finally:
        await client.aclose()


async def _from_redis(client: "redis.asyncio.Redis", turn_id: UUID, after: str) -> Frame | None:
    """The newest entry after this id, waiting for one up to BLOCK_SECONDS; None where there is none, or no Redis."""
    try:
        answer = await client.xread({_key(turn_id): after}, block=int(BLOCK_SECONDS * 1000))
    except redis.RedisError:
        await asyncio.sleep(BLOCK_SECONDS / 2)
        return None
    streams = cast(list[tuple[str, list[tuple[str, dict[str, str]]]]], answer)
    if not streams:
        return None
    newest_id, fields = streams[0][1][-1]
    return Frame(newest_id, _read(fields["snapshot"]))


async def _from_sql(turn_id: UUID, last: Frame) -> Frame | None:
    """What the database says, where that is news to the follower: the end, or a turn that began or was put back."""
    saved = await _saved(turn_id)
    news = saved.final or saved.state != last.snapshot.state
    return Frame(last.id, saved) if news else None


@sync_to_async
def _saved(turn_id: UUID) -> Snapshot:
    try:
        return progress.saved(turn_id)
    finally:
        if not connection.in_atomic_block:
            connection.close()


def _read(raw: str) -> Snapshot:
    values: dict[str, Any] = json.loads(raw)
    sources = tuple(SourceLine(**line) for line in values.pop("sources"))
    return Snapshot(**values, sources=sources)


def _key(turn_id: UUID) -> str:
    return f"{PREFIX}{turn_id}"


def _writer() -> "redis.Redis":
    return _writer_to(settings.REDIS_URL)


@lru_cache(maxsize=4)
def _writer_to(url: str) -> "redis.Redis":
    return redis.Redis.from_url(url, **_OPTIONS, socket_timeout=2, retry=Retry(NoBackoff(), 0))


def _reader() -> "redis.asyncio.Redis":
    return redis.asyncio.Redis.from_url(
        settings.REDIS_URL, **_OPTIONS, socket_timeout=BLOCK_SECONDS + 3, retry=AsyncRetry(NoBackoff(), 0)
    )
