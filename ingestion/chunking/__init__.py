"""Cuts a document into chunks along its own joints: sections, paragraphs, rows, sentences.

A chunk's text is exactly the page texts under its spans, joined by newlines, so a quote can always be found on its page.
"""

from collections.abc import Sequence

from django.conf import settings

from ingestion.chunking.packing import Packed, pack
from ingestion.chunking.ruler import Ruler
from ingestion.chunking.sections import sections
from ingestion.chunking.spans import lines_of, spans_of
from ingestion.cleaning import furniture
from ingestion.reading.messages import PageRead
from retrieval.messages import Chunk

__all__ = ["chunk"]


def chunk(pages: Sequence[PageRead], *, title: str) -> list[Chunk]:
    """The chunks of a document, in order. `title` is not put into them: the index embeds it with each."""
    limit, overlap = settings.RETRIEVAL.chunk_tokens, settings.RETRIEVAL.chunk_overlap
    ruler = Ruler(pages)
    packed = pack(sections(pages, furniture(pages), ruler, limit), limit=limit, overlap=overlap)
    by_number = {page.number: page for page in pages}
    return [_chunk(ordinal, each, by_number, title) for ordinal, each in enumerate(packed)]


def _chunk(ordinal: int, packed: Packed, pages: dict[int, PageRead], title: str) -> Chunk:
    spans = tuple(spans_of(packed.atoms, pages))
    text = "\n".join(pages[span.page].text[span.start : span.end] for span in spans)
    heading = tuple(part for part in packed.heading if part != title)
    return Chunk(ordinal, text, spans, heading, tuple(lines_of(spans, pages)))
