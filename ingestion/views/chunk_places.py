"""Where a link to a document's chunks points: which page, which chunk there, and which part of a long page's chunks to show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from retrieval.messages import Span

Outline = Mapping[UUID, Sequence[Span]]
CHUNKS = 100
"""So many chunks of one page are shown at once: a sheet of a spreadsheet may have thousands."""


@dataclass(frozen=True)
class Place:
    """A page, and there a chunk by its id or by a character (`at`) of the page's text that it holds."""

    page: int | None = None
    chunk: UUID | None = None
    at: int | None = None

    @classmethod
    def read(cls, query: QueryDict) -> "Place":
        """From an address' query; what makes no sense in it is left out."""
        return cls(_number(query.get("page", "")), _uuid(query.get("chunk", "")), _number(query.get("at", "")))

    def page_in(self, outline: Outline) -> int:
        """The page that is meant: the one named, or else that on which the chunk begins."""
        spans = outline.get(self.chunk, ()) if self.chunk else ()
        return self.page or min((span.page for span in spans), default=1)

    def chunk_in(self, outline: Outline) -> UUID | None:
        """The chunk that is meant, if the document has it."""
        if self.chunk:
            return self.chunk if self.chunk in outline else None
        page = self.page_in(outline)
        return next((key for key, spans in outline.items() if any(self._is_in(span, page) for span in spans)), None)

    def _is_in(self, span: Span, page: int) -> bool:
        return self.at is not None and span.page == page and span.start <= self.at < span.end


@dataclass(frozen=True)
class Shown:
    """Some chunks of one page; `earlier` and `later` are the first of those before and after them, where there are any."""

    ids: Sequence[UUID]
    total: int
    earlier: UUID | None
    later: UUID | None


def shown(outline: Outline, page: int, opened: UUID | None) -> Shown:
    """The chunks of a page, as many as are shown at once, with the one to open among them."""
    ids = [key for key, spans in outline.items() if any(span.page == page for span in spans)]
    start = ids.index(opened) // CHUNKS * CHUNKS if opened in ids else 0
    end = start + CHUNKS
    return Shown(ids[start:end], len(ids), ids[start - CHUNKS] if start else None, ids[end] if end < len(ids) else None)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
