"""What crosses the border between forgetting and the packages that hold copies: what is to go, and where
it lies. No content.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True)
class KnownVersion:
    """One content of a document that goes: `sha256` of its file, `text_sha256` of the text that was read from it."""

    id: UUID
    document_id: UUID
    sha256: str
    size: int
    pages: int
    text_sha256: str


@dataclass(frozen=True)
class Subject:
    """A document with all that came inside it, and all versions of these.

    `quotes` say the same and belong to documents that were deleted for good: nobody is left who should have them.
    """

    documents: tuple[UUID, ...]
    versions: tuple[KnownVersion, ...]
    quotes: frozenset[UUID] = frozenset()

    def __add__(self, other: "Subject") -> "Subject":
        return Subject(self.documents + other.documents, self.versions + other.versions, self.quotes | other.quotes)

    @property
    def originals(self) -> frozenset[str]:
        """The SHA-256 of each file."""
        return frozenset(version.sha256 for version in self.versions if version.sha256)


class Do(StrEnum):
    """What becomes of a document that names a person who is to be forgotten."""

    ERASE = "erase"
    MASK = "mask"
    LEAVE = "leave"


@dataclass(frozen=True)
class Choices:
    """What an administrator wants for each document that names somebody, and why some of them are left as they are.

    `own_words`: whether the person is to be masked in people's own words too.
    """

    documents: Mapping[UUID, Do]
    why_left: str = ""
    own_words: bool = False

    def of(self, do: Do) -> frozenset[UUID]:
        """The documents of which this is wanted."""
        return frozenset(pk for pk, chosen in self.documents.items() if chosen == do)


@dataclass(frozen=True)
class Person:
    """Somebody who is to be masked in these documents, and named in no others but those that are left.

    Answers that were asked for before `masked_at` may name them for the last time.
    """

    spellings: tuple[str, ...] = field(repr=False)
    masked: frozenset[UUID]
    left: frozenset[UUID]
    masked_at: datetime | None = None


@dataclass(frozen=True)
class Naming:
    """A document that names somebody: on these pages (of any of its versions), so often, and in these places beside its pages."""

    document_id: UUID
    pages: tuple[int, ...]
    count: int
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """How many copies lie in one place, called `what` on pages; `bytes` where they take room on disk.

    `kept` counts those that stay because they belong to somebody else as well.
    """

    what: str
    count: int
    bytes: int = 0
    kept: int = 0


@dataclass(frozen=True)
class Hit:
    """A place where an exact text still stands. `own_words`: people wrote it there themselves, and it stays."""

    where: str
    count: int
    own_words: bool = False
