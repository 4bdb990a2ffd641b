"""What events about documents say, and what many of them come to. Knows nothing of the server that they come from."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.conf import settings

from ingestion import leases
from ingestion.errors import ItemError, Stopping
from ingestion.reading.kinds import BINARY_EXTENSIONS, BY_EXTENSION
from ingestion.sources.limits import too_large
from ingestion.sources.port import Found, Known, Unfit, Withdrawn, as_before
from ingestion.sources.web.naming import TYPES

LONGEST_KEY = 500
LONGEST_NAME = 300
NOT_DELETED = (b"", b"0", b"false", b"no", b"null")
ENDINGS = {*BINARY_EXTENSIONS, *BY_EXTENSION}


@dataclass(frozen=True)
class Fields:
    """Which field of an event holds what; empty for what events don't have. `json`: one whose JSON object holds the others.

    `ending` is that of documents of which neither their name nor their media type says what they are.
    """

    key: str
    text: str
    title: str = ""
    type: str = ""
    url: str = ""
    deleted: str = ""
    json: str = ""
    ending: str = ".txt"


@dataclass(kw_only=True)
class EventSettings:
    """The settings of every source of events: what the fields of an event are called, and how far the events were read."""

    key: str = "id"
    text: str = "text"
    title: str = ""
    type: str = ""
    link: str = ""
    deleted: str = ""
    json: str = ""
    format: str = "txt"
    position: str = field(default="", init=False)

    @property
    def fields(self) -> Fields:
        """The same, as events are read by them."""
        return Fields(self.key, self.text, self.title, self.type, self.link, self.deleted, self.json, f".{self.format}")


@dataclass(frozen=True)
class Event:
    """What became of one document: `body` is its content from now on; None if it is gone."""

    key: str
    name: str
    url: str
    body: bytes | None


def read(raw: Mapping[str, bytes], fields: Fields) -> Event:
    """The event in the fields of a message. Raises ItemError if it is too large or can't be understood.

    A missing field doesn't mean gone.
    """
    said = _unpacked(raw, fields.json) if fields.json else raw
    key = said.get(fields.key, b"").decode("utf-8", "replace").strip()
    if not key:
        raise ItemError(f"The event's field “{fields.key}” is missing or empty.")
    if len(key) > LONGEST_KEY or "\0" in key:
        raise ItemError(f"The event's field “{fields.key}” is no key: it is too long, or no text.")
    text = said.get(fields.text)
    gone = said.get(fields.deleted, b"").strip().lower() not in NOT_DELETED
    if text is None and not gone:
        raise ItemError(f"The event has no field “{fields.text}”.")
    if text and not gone and len(text) > settings.INGESTION.upload_max_bytes:
        raise too_large()
    title, media_type, url = (said.get(name, b"").decode("utf-8", "replace") for name in (fields.title, fields.type, fields.url))
    return Event(key, _name(title.strip() or key, media_type, fields.ending), url.strip(), None if gone else text or None)


@dataclass
class LastWords:
    """The last word on each thing, by key: None for what is gone. Bodies are not kept. `unfit` are events that say nothing."""

    fields: Fields
    found: dict[str, Found | None] = field(default_factory=dict)
    unfit: list[Unfit] = field(default_factory=list)
    count: int = 0

    def hear(self, messages: Iterable[tuple[str, Mapping[str, bytes]]]) -> None:
        """Take in messages, oldest first, each with its place in the stream. Raises Stopping when the worker stops."""
        if leases.stopping.is_set():
            raise Stopping
        for place, raw in messages:
            self.count += 1
            try:
                event = read(raw, self.fields)
            except ItemError as error:
                self.unfit.append(Unfit(f"Event {place}", str(error)))
            else:
                self.found.pop(event.key, None)
                self.found[event.key] = None if event.body is None else Found(event.key, event.name, place, url=event.url)

    def told(self, known: Mapping[str, Known]) -> Iterable[Found | Withdrawn]:
        """What events brought or took away, and what was there before if none of them speaks of it."""
        yield from (each or Withdrawn(key) for key, each in self.found.items())
        yield from as_before(known, but=self.found)


def _unpacked(raw: Mapping[str, bytes], name: str) -> Mapping[str, bytes]:
    try:
        said = json.loads(raw.get(name, b""))
    except (ValueError, RecursionError) as error:
        raise ItemError(f"The event's field “{name}” holds no JSON.") from error
    if not isinstance(said, dict):
        raise ItemError(f"The event's field “{name}” holds no JSON object.")
    return {key: _bytes(value) for key, value in said.items()}


def _bytes(value: object) -> bytes:
    """A string as it is, null as nothing, all else as JSON again."""
    plain = "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return plain.encode("utf-8", "replace")


def _name(title: str, media_type: str, ending: str) -> str:
    """The title with the ending of its type, unless it ends so already."""
    short = title[:LONGEST_NAME]
    wanted = TYPES.get(media_type.partition(";")[0].strip().lower(), "")
    said_already = PurePosixPath(short).suffix.lower() in ({wanted} if wanted else ENDINGS)
    return short if said_already else short + (wanted or ending)
