"""The one port to where documents come from: what is there now, and the bytes of what changed.

An adapter is a dataclass whose fields are the source's settings. It is opened for one run and used by one thread.
"""

from collections.abc import Container, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from ingestion.storage import Readable


@dataclass(frozen=True)
class Known:
    """What was kept of a thing at the last run. `note` is the adapter's own, given back as it was; `gone`: it wasn't there."""

    revision: str
    note: str = ""
    gone: bool = False


@dataclass(frozen=True)
class Found:
    """One thing that is there. `key` knows it for ever, `revision` changes when its bytes do.

    `name` is the path of its document; `url` is where people find the original, if that is an address of the web.
    """

    key: str
    name: str
    revision: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Missed:
    """Something that may be there but couldn't be looked at: because of it nothing is taken for gone in this run."""

    name: str
    reason: str


@dataclass(frozen=True)
class Unfit:
    """Something that can't be taken, now or later: it is said, and nothing waits for it."""

    name: str
    reason: str


@dataclass(frozen=True)
class Withdrawn:
    """A thing that is gone by the source's own word, not only because it isn't listed."""

    key: str


Listed = Found | Missed | Unfit | Withdrawn


def as_before(known: Mapping[str, Known], *, but: Container[str] = ()) -> Iterator[Found]:
    """What was there at the last run, as it was then, except for some keys."""
    there = ((key, each) for key, each in known.items() if not each.gone and key not in but)
    yield from (Found(key, key, each.revision, each.note) for key, each in there)


class Adapter(Protocol):
    """List what is there; fetch one thing of it. A thing is fetched, if at all, before the next one is asked for."""

    def list(self, known: Mapping[str, Known]) -> Iterator[Listed]:
        """All that is there, in any order; `known` lets an adapter ask only for what changed since. Raises SourceError."""

    def fetch(self, found: Found) -> AbstractContextManager[Readable]:
        """The bytes of the thing that was listed last. Raises ItemError, OSError or SourceError."""


@runtime_checkable
class Resuming(Adapter, Protocol):
    """An adapter that goes on where it stopped: `position` is set before it lists, and further on when it has listed all.

    It is remembered once all that was listed is dealt with; until then the same may be listed again, which is harmless.
    """

    position: str
