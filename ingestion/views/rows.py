"""A document as one row of its collection's list: plain values, so that two moments can be compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ingestion.flow import line
from ingestion.flow.cancelling import CANCELLED
from ingestion.flow.line import Place
from ingestion.life import Life, lives
from ingestion.models import Document, State, Version
from ingestion.reading.errors import ASKS_FOR_A_PASSWORD
from ingestion.rescreening import SET_ASIDE
from ingestion.views.stages import Stage, stage
from retrieval import excluding
from retrieval.wording import language_name


@dataclass(frozen=True)
class Row:
    """One document. `size` in bytes; `within` is the document it came in; `older` says that an earlier version is still shown.

    `kept` says that its bytes are there: a file that was refused at the door can't be tried again. `locked` says that it needs a
    password. `excluded` counts the chunks of the version in use that are kept out of search. `cancelled` ones say so in their stage
    alone.
    """

    id: UUID
    name: str
    title: str
    stage: Stage
    reason: str
    advice: str
    size: int
    pages: int
    language: str
    added: datetime
    within: str
    older: bool
    kept: bool
    stale: bool
    expired: bool
    locked: bool
    review: bool
    excluded: int
    cancelled: bool

    @property
    def file(self) -> str:
        """The last part of its name."""
        return self.name.rpartition("/")[2]

    @property
    def folder(self) -> str:
        """The folders before it, empty if there are none."""
        return self.name.rpartition("/")[0]


def rows(documents: Iterable[Document]) -> tuple[Row, ...]:
    """The rows of documents that were fetched with `latest` and `parent`; places in the queue are looked up together."""
    pairs = [(document, document.latest) for document in documents if document.latest is not None]
    waiting = [version.pk for _, version in pairs if version.state == State.RECEIVED]
    places = line.places(waiting)
    known = lives(document for document, _ in pairs)
    out = excluding.tally({document.pk: document.current_id for document, _ in pairs})
    return tuple(
        _row(document, version, places.get(version.pk), known[document.pk], out[document.pk]) for document, version in pairs
    )


def _within(document: Document) -> str:
    """What it came in, where its own name doesn't say so already."""
    parent = document.parent
    return parent.name if parent and not document.name.startswith(f"{parent.name}/") else ""


def _row(document: Document, version: Version, place: Place | None, life: Life, excluded: int) -> Row:
    cancelled = version.state == State.FAILED and version.trouble == CANCELLED
    return Row(
        id=document.pk,
        name=document.name,
        title=version.title,
        stage=stage(version, place),
        reason="" if cancelled else version.reason,
        advice=version.advice,
        size=version.size,
        pages=version.page_count,
        language=language_name(version.language),
        added=document.created_at,
        within=_within(document),
        older=document.current_id is not None and document.current_id != version.pk,
        kept=bool(version.sha256),
        stale=life.stale,
        expired=life.expired,
        locked=version.state == State.FAILED and version.trouble in ASKS_FOR_A_PASSWORD,
        review=version.state == State.FAILED and version.trouble in SET_ASIDE,
        excluded=excluded,
        cancelled=cancelled,
    )
