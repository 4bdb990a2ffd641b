"""Messages of a Kafka topic between two offsets. No group is joined and nothing is committed: the cluster is left as it is."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from ingestion.errors import SourceError

SECONDS = 20.0
REFUSED = {KafkaError._AUTHENTICATION, KafkaError.SASL_AUTHENTICATION_FAILED}
NOT_ALLOWED = {KafkaError.TOPIC_AUTHORIZATION_FAILED, KafkaError.GROUP_AUTHORIZATION_FAILED}
UNKNOWN = {KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_TOPIC, KafkaError._UNKNOWN_PARTITION}
FIXED = {
    "group.id": "footnote",
    "client.id": "footnote",
    "enable.auto.commit": False,
    "enable.auto.offset.store": False,
    "enable.partition.eof": True,
    "allow.auto.create.topics": False,
    "auto.offset.reset": "earliest",
    "queued.max.messages.kbytes": 16 * 1024,
    "fetch.max.bytes": 16 * 1024**2,
    "socket.connection.setup.timeout.ms": 10_000,
}
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Cluster:
    """Where a cluster is (host:port, separated by commas), and how to sign in: with no `mechanism`, not at all."""

    servers: str
    tls: bool
    mechanism: str
    user: str
    password: str

    def settings(self) -> dict[str, object]:
        """As the client library wants them."""
        security = ("sasl_" if self.mechanism else "") + ("ssl" if self.tls else "plaintext")
        signing_in = {"sasl.mechanism": self.mechanism, "sasl.username": self.user, "sasl.password": self.password}
        place = {"bootstrap.servers": self.servers, "security.protocol": security}
        return {**FIXED, **place, **(signing_in if self.mechanism else {})}


class Reader:
    """An open connection to one topic."""

    def __init__(self, cluster: Cluster, topic: str) -> None:
        self.topic = topic
        self._trouble: list[KafkaError] = []
        with self._in_words():
            self._consumer = Consumer({**cluster.settings(), "error_cb": self._trouble.append, "logger": log})

    def close(self) -> None:
        """End the connection."""
        self._consumer.close()

    def partitions(self) -> Iterator[tuple[int, int, int]]:
        """Each partition with its first offset and the one after its last. Raises SourceError."""
        with self._in_words():
            told = self._consumer.list_topics(self.topic, timeout=SECONDS).topics[self.topic]
            if told.error is not None:
                raise KafkaException(told.error)
            for partition in sorted(told.partitions):
                ends = self._consumer.get_watermark_offsets(TopicPartition(self.topic, partition), timeout=SECONDS)
                if ends is None:
                    raise SourceError("Kafka took too long to answer.")
                yield partition, *ends

    def messages(self, partition: int, start: int, end: int) -> Iterator[tuple[int, Message]]:
        """The messages from one offset to another (not included), each with its offset. Those that compaction took are left out.

        Raises SourceError.
        """
        if start >= end:
            return
        with self._in_words():
            self._consumer.assign([TopicPartition(self.topic, partition, start)])
            while (message := self._consumer.poll(SECONDS)) is not None:  # one without a value is falsy
                offset = self._offset(message, end)
                if offset < end:
                    yield offset, message
                if offset >= end - 1:
                    return
        raise SourceError("Kafka took too long to answer.")

    def _offset(self, message: Message, end: int) -> int:
        """Where the message stands; the end where there are no more."""
        error, offset = message.error(), message.offset()
        if error is not None and error.code() != KafkaError._PARTITION_EOF:
            raise KafkaException(error)
        return end if error is not None or offset is None else offset

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """Kafka's errors in words for people."""
        try:
            yield
        except KafkaException as error:
            known = [each for each in (*error.args, *self._trouble) if isinstance(each, KafkaError)]
            raise SourceError(_said({each.code() for each in known}, self.topic, str(error.args[0]))) from error


def _said(codes: set[int], topic: str, words: str) -> str:
    if codes & REFUSED:
        return "Kafka refuses the user or the password."
    if codes & NOT_ALLOWED:
        return f"The user may not read the topic “{topic}”."
    if codes & UNKNOWN:
        return f"There is no topic “{topic}”."
    return f"Kafka can't be reached or does not answer: {words[:300]}"
