"""Cuts a document into chunks along its own joints: sections, paragraphs, rows, sentences.

A chunk's text is exactly the page texts under its spans, joined by newlines, so a quote can always be found on its page.
Whoever changes how the same pages are cut raises `retrieval.chunkers.ALGORITHM`.
"""

from collections.abc import Iterable, Iterator

from ingestion.chunking.packing import Packed, pack
from ingestion.chunking.ruler import Ruler
from ingestion.chunking.sections import sections
from ingestion.chunking.spans import lines_of, spans_of
from ingestion.cleaning import furniture
from ingestion.pages import HeldPages, Pages
from ingestion.reading.messages import PageRead
from retrieval import chunkers
from retrieval.chunkers import Chunker
from retrieval.messages import Chunk

__all__ = ["chunk", "cut"]


def chunk(pages: Iterable[PageRead], *, title: str, chunker: Chunker | None = None) -> list[Chunk]:
    """The chunks of a document that is in memory, in order; cut as `cut` does."""
    return list(cut(HeldPages(pages), title=title, chunker=chunker))


def cut(pages: Pages, *, title: str, chunker: Chunker | None = None) -> Iterator[Chunk]:
    """The chunks of a document, one after the other, by this chunker, or else by what the settings say.

    `title` is not put into them: the index embeds it with each.
    """
    by = chunker or chunkers.configured()
    found = sections(pages, furniture(pages), Ruler(pages, by.model), by.tokens)
    packed = pack(found, limit=by.tokens, overlap=by.overlap)
    return (_chunk(ordinal, each, pages, title) for ordinal, each in enumerate(packed))


def _chunk(ordinal: int, packed: Packed, pages: Pages, title: str) -> Chunk:
    spans = tuple(spans_of(packed.atoms, pages))
    text = "\n".join(pages[span.page].text[span.start : span.end] for span in spans)
    heading = tuple(part for part in packed.heading if part != title)
    return Chunk(ordinal, text, spans, heading, tuple(lines_of(spans, pages)))
