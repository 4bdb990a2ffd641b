"""What crosses the border between forgetting and the packages that hold copies: what is to go, and where it lies. No content."""

from dataclasses import dataclass
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

    @property
    def originals(self) -> frozenset[str]:
        """The SHA-256 of each file."""
        return frozenset(version.sha256 for version in self.versions if version.sha256)


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
