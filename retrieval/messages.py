"""What crosses retrieval's border: chunks go in, passages come out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from retrieval.whole.newly import Changes


@dataclass(frozen=True)
class Span:
    """A stretch of one page's text: characters `start` to `end` (end excluded) of page `page` (counted from 1)."""

    page: int
    start: int
    end: int


@dataclass(frozen=True)
class Line:
    """Where a line of a page stands: characters `start` to `end` of page `page`, and its box as fractions (0 to 1) of the page."""

    page: int
    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Chunk:
    """One piece of a document as it goes into the index.

    `text` is what is shown and quoted; it is the page texts under `spans`, joined by one newline where a chunk crosses a page.
    `lines` are the page lines that it touches (none for formats without a layout). `heading` is the path of headings above it,
    outermost first; title and heading are embedded with the text.
    """

    ordinal: int
    text: str
    spans: tuple[Span, ...]
    heading: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Excluded:
    """By whose decision no search finds a chunk, since when and why. `by` and `reason` may be empty."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class KnownChunk:
    """One chunk that may be shown, with where it stands; `page` is the one on which it begins."""

    document_id: UUID
    version_id: UUID
    title: str
    heading: tuple[str, ...]
    text: str
    page: int


@dataclass(frozen=True)
class WrittenChunk:
    """One chunk as it lies in the index. `tokens` are the embedding model's for `text`; None where that model isn't at hand."""

    chunk_id: UUID
    ordinal: int
    heading: tuple[str, ...]
    text: str
    spans: tuple[Span, ...]
    tokens: int | None
    excluded: Excluded | None = None

    @property
    def number(self) -> int:
        """Its place in the document, counted from 1."""
        return self.ordinal + 1

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages on which it stands, in order."""
        return tuple(sorted({span.page for span in self.spans}))


@dataclass(frozen=True)
class IndexedVersion:
    """One version of a document. `title` is embedded with each chunk; `name` is what the document is called in its collection."""

    document_id: UUID
    version_id: UUID
    collection_id: UUID
    title: str
    name: str = ""


@dataclass(frozen=True)
class Terms:
    """What counts for a document in search: when it is to be reviewed, when it expires, its weight (-2 to 2), its data class, and
    what it may be filtered by: its kind (a value of retrieval.filters.Kind), author, own date, language (an ISO 639-1 code).
    """

    review_on: date | None = None
    expires_at: datetime | None = None
    weight: int = 0
    data_class: str = "internal"
    kind: str = ""
    author: str = ""
    dated: date | None = None
    language: str = ""


@dataclass(frozen=True)
class Passage:
    """One chunk as a search found it, of the document called `name` in its collection.

    `score` is comparable within one search only; higher is better. After `review_on` what it says may be out of date.
    """

    chunk_id: UUID
    document_id: UUID
    version_id: UUID
    collection_id: UUID
    title: str
    heading: tuple[str, ...]
    text: str
    spans: tuple[Span, ...]
    lines: tuple[Line, ...]
    score: float
    name: str = ""
    review_on: date | None = None
    data_class: str = "internal"

    @property
    def page(self) -> int:
        """The page on which the passage begins, counted from 1."""
        return self.spans[0].page if self.spans else 1

    def places(self, start: int, end: int) -> Iterator[Span]:
        """Where characters `start` to `end` of the text stand in the texts of its pages."""
        position = 0
        for span in self.spans:
            length = span.end - span.start
            first, last = max(start, position), min(end, position + length)
            if first < last:
                yield Span(span.page, span.start + first - position, span.start + last - position)
            position += length + 1  # spans are joined by one newline

    def part(self, start: int, end: int) -> "Passage":
        """Characters `start` to `end` of the text, without white space around them, as a passage that knows its own places."""
        cut = self.text[start:end]
        start += len(cut) - len(cut.lstrip())
        end = start + len(cut.strip())
        return replace(self, text=self.text[start:end], spans=tuple(self.places(start, end)))


@dataclass(frozen=True)
class Reading:
    """What one stage of understanding took `words` of a question for."""

    stage: str
    words: str
    meaning: str


Task = Literal["summary", "comparison", "changes"]
"""What may be asked of whole documents."""


@dataclass(frozen=True)
class Whole:
    """That a question was taken for one about whole documents. Its passages come as they are needed: the first of them cover all
    evenly. `reading` are the ids of their chunks in the order in which they are to be read. `changes` are there for that task.
    """

    task: Task
    reading: tuple[UUID, ...]
    changes: Changes | None = None


@dataclass(frozen=True)
class Found:
    """What one search brought: passages, best first, how sure it is that they answer, how long each step took, and how the
    question was read.

    `confidence` is the fitted probability (0 to 1) that the passages hold an answer; `steps` maps a step's name to milliseconds.
    `whole` is there where the question was taken for one about whole documents.
    """

    passages: tuple[Passage, ...]
    confidence: float
    steps: dict[str, float]
    readings: tuple[Reading, ...] = ()
    whole: Whole | None = None


class Verdict(StrEnum):
    """What became of one chunk in one search."""

    FOUND = "found"
    """It is among the passages."""
    BEHIND = "behind"
    """It was ranked, behind the last passage that was taken."""
    REPEATS = "repeats"
    """All but what passages before it say already stands in it."""
    BEYOND = "beyond"
    """It is not among those that the search ranked, however far down it was followed."""
    EXCLUDED = "excluded"
    """Editors keep it out of search."""
    HIDDEN = "hidden"
    """Its document may not be shown now."""


@dataclass(frozen=True)
class Judged:
    """One chunk as each step of a search saw it; None where a step did not see it.

    `rank` is its place in the end. Places by `dense` (cosine), `bm25` and `fused` are among what may be shown, from 1. `fused`,
    `looked` (for `coverage` and `proximity`, each from 0 to 1) and `weight` add up to `score`. `words` are the question's words
    that are searched for, each with whether it stands in the chunk, its title or its headings.
    """

    chunk_id: UUID
    verdict: Verdict
    rank: int | None
    dense: float | None
    dense_rank: int | None
    bm25: float | None
    bm25_rank: int | None
    fused: float | None
    fused_rank: int | None
    coverage: float | None
    proximity: float | None
    looked: float | None
    weight: float
    score: float | None
    words: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Explained:
    """What a search found, and how it judged the best chunks of one document; best first. It was followed down to place `depth`."""

    found: Found
    judged: tuple[Judged, ...]
    depth: int
