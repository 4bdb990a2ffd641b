"""A topic of Kafka as a source: events as documents. Each run reads what came since the last one."""

import io
import json as javascript
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from confluent_kafka import Message

from ingestion.errors import ItemError, SourceError
from ingestion.sources.port import Found, Known, Listed, Unfit
from ingestion.sources.streams import events
from ingestion.sources.streams.events import EventSettings, LastWords
from ingestion.sources.streams.kafka_reading import Cluster, Reader

MOST = 100_000
"""Events that one run reads at most."""
KEY, VALUE = "key", "value"
"""What a message's key and value are called among the fields of its event; its headers go by their own names."""


@dataclass(kw_only=True)
class KafkaTopic(EventSettings):
    """A message without a value says that its document is gone, as it says to Kafka's own compaction.

    `position` holds the next offset to read, by partition.
    """

    servers: str
    topic: str
    tls: bool = False
    mechanism: str = ""
    user: str = ""
    password: str = ""
    key: str = KEY
    text: str = VALUE
    _reader: Reader | None = field(default=None, init=False)

    def list(self, known: Mapping[str, Known]) -> Iterator[Listed]:
        """What events have brought, earlier or since the last run, and what they have taken away since."""
        cluster = Cluster(self.servers, self.tls, self.mechanism, self.user, self.password)
        with closing(Reader(cluster, self.topic)) as self._reader:
            words, before, reached = LastWords(self.fields), self._before(), {}
            for partition, low, end in self._reader.partitions():
                start = _start(before.get(partition), low, end)
                yield from _lost(partition, before.get(partition, start), start)
                reached[partition] = self._hear(words, partition, start, end)
                if reached[partition] < end:
                    yield Unfit("Later events", f"There are more than {MOST} new ones. The next run reads on from here.")
            yield from words.unfit
            yield from words.told(known)
            self.position = javascript.dumps(reached)

    @contextmanager
    def fetch(self, found: Found) -> Iterator[io.BytesIO]:
        """The body of the event that was the last word on the thing."""
        partition, offset = map(int, found.revision.split(":"))
        message = next((each for _, each in self._open().messages(partition, offset, offset + 1)), None)
        if message is None:
            raise ItemError("Its event is no longer in the topic.")
        yield io.BytesIO(events.read(self._plain(message), self.fields).body or b"")

    def _before(self) -> dict[int, int]:
        return {int(partition): offset for partition, offset in javascript.loads(self.position or "{}").items()}

    def _hear(self, words: LastWords, partition: int, start: int, end: int) -> int:
        """Read up to the end, or to as many events as a run may read; returns the offset from which the next run reads."""
        for offset, message in self._open().messages(partition, start, end):
            if words.count >= MOST:
                return offset
            words.hear([(f"{partition}:{offset}", self._plain(message))])
        return end

    def _plain(self, message: Message) -> dict[str, bytes]:
        """A message as the fields of an event. One without a value says so in whatever form events have here."""
        key, value = _bytes(message.key()), message.value()
        if value is None:
            gone = {self.key: key, self.text: b""}
            said = javascript.dumps({name: each.decode("utf-8", "replace") for name, each in gone.items()})
            return {self.json: said.encode()} if self.json else gone
        headers = message.headers() or []
        return {each[0]: _bytes(each[1]) for each in headers} | {KEY: key, VALUE: _bytes(value)}

    def _open(self) -> Reader:
        if self._reader is None:
            raise SourceError("The topic is not open.")
        return self._reader


def _start(before: int | None, low: int, end: int) -> int:
    """From where to read: from the beginning where another topic has taken the place of the one that was read."""
    return low if before is None or before > end else max(before, low)


def _lost(partition: int, before: int, start: int) -> Iterator[Unfit]:
    if start > before:
        yield Unfit(
            f"Earlier events of partition {partition}",
            f"Up to {start - before} went before they were read. Look more often, or keep them longer.",
        )


def _bytes(value: str | bytes | None) -> bytes:
    return value.encode() if isinstance(value, str) else value or b""
