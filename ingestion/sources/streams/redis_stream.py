"""A stream of Redis as a source: events as documents. Each run reads what came since the last one."""

import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import redis

from ingestion.errors import ItemError, SourceError
from ingestion.sources.port import Found, Known, Listed, Unfit
from ingestion.sources.streams import events
from ingestion.sources.streams.connecting import check_name, client
from ingestion.sources.streams.events import EventSettings, LastWords
from ingestion.sources.web.outbound import NotAllowed

BATCH, SMALL = 32, 1024**2
"""Events that are asked for at once at most; so many only while they come to no more bytes than this together."""
MOST = 100_000
"""Events that one run reads at most."""


@dataclass(frozen=True)
class Place:
    """How far a stream was read: up to which id, and how many events had been added to it by then; 0 if that isn't known."""

    id: str = "0-0"
    added: int = 0

    def __str__(self) -> str:
        return f"{self.id} {self.added}"

    def may_come_before(self, end: "Place") -> bool:
        """Whether both can be places in one stream. Not every server counts what was added."""
        return self.order <= end.order and (self.added <= end.added or not end.added)

    @property
    def order(self) -> tuple[int, ...]:
        """Ids are in order by their two numbers."""
        return tuple(map(int, self.id.split("-")))


@dataclass(kw_only=True)
class RedisStream(EventSettings):
    """Read without a consumer group: nothing is written to the server, and others may read the same events."""

    stream: str
    url: str = ""
    user: str = ""
    password: str = ""
    _redis: redis.Redis | None = field(default=None, init=False)

    def list(self, known: Mapping[str, Known]) -> Iterator[Listed]:
        """What events have brought, earlier or since the last run, and what they have taken away since."""
        check_name(self.url, self.stream)
        with client(self.url, self.user, self.password) as self._redis:
            before, end = self._before_and_end()
            words = LastWords(self.fields)
            reached = self._hear(words, before, end)
            yield from words.unfit
            yield from _shortfall(words, before, reached, end)
            yield from words.told(known)
            self.position = str(reached)

    @contextmanager
    def fetch(self, found: Found) -> Iterator[io.BytesIO]:
        """The body of the event that was the last word on the thing."""
        messages = self._asked("xrange", self.stream, found.revision, found.revision)
        if not messages:
            raise ItemError("Its event is no longer in the stream.")
        yield io.BytesIO(events.read(_plain(messages[0][1]), self.fields).body or b"")

    def _before_and_end(self) -> tuple[Place, Place]:
        """From where to where to read: from the beginning where another stream has taken the place of the one that was read."""
        info = self._asked("xinfo_stream", self.stream)
        end = Place(info["last-generated-id"].decode(), info.get("entries-added", 0))
        before = Place(self.position.split()[0], int(self.position.split()[1])) if self.position else Place()
        return (before if before.may_come_before(end) else Place()), end

    def _hear(self, words: LastWords, before: Place, end: Place) -> Place:
        """Read up to the end or to as many events as a run may read; returns how far that is."""
        last, count = before.id, 1
        while messages := self._asked("xrange", self.stream, f"({last}", end.id, min(count, MOST - words.count) or 1):
            plain = [(place.decode(), _plain(raw)) for place, raw in messages]
            words.hear(plain)
            last = plain[-1][0]
            if words.count >= MOST and last != end.id:
                return Place(last, before.added and before.added + words.count)
            count = min(2 * count, BATCH) if _size(plain) <= SMALL else 1
        return end

    def _asked(self, command: str, *words: Any) -> Any:
        if self._redis is None:
            raise SourceError("The stream is not open.")
        try:
            return getattr(self._redis, command)(*words)
        except NotAllowed as error:
            raise SourceError(str(error)) from error
        except redis.AuthenticationError as error:
            raise SourceError("Redis refuses the user or the password.") from error
        except redis.ConnectionError as error:
            raise SourceError(f"Redis can't be reached: {str(error)[:300]}") from error
        except redis.TimeoutError as error:
            raise SourceError("Redis took too long to answer.") from error
        except redis.ResponseError as error:
            raise SourceError(_said(str(error), self.stream)) from error


def _shortfall(words: LastWords, before: Place, reached: Place, end: Place) -> Iterator[Unfit]:
    """What a person should know of events that were not read: those that went before, and those that are left for later."""
    if reached != end:
        yield Unfit("Later events", f"There are more than {MOST} new ones. The next run reads on from here.")
    elif before.added and (lost := end.added - before.added - words.count) > 0:
        yield Unfit("Earlier events", f"{lost} went from the stream before they were read. Look more often, or keep them longer.")


def _plain(raw: Mapping[bytes, bytes]) -> dict[str, bytes]:
    return {name.decode("utf-8", "replace"): value for name, value in raw.items()}


def _size(messages: Iterable[tuple[str, Mapping[str, bytes]]]) -> int:
    return sum(len(value) for _, fields in messages for value in fields.values())


def _said(error: str, stream: str) -> str:
    """Redis's own words where they don't say what they mean."""
    if "no such key" in error:
        return f"There is no stream “{stream}” on the server."
    if error.startswith("WRONGTYPE") or "wrong kind of value" in error:
        return f"“{stream}” is no stream."
    return f"Redis says: {error[:300]}"
