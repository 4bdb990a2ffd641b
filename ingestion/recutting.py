"""Cutting a document anew from its pages in the tables, for a version of the index that cuts in another way. No file is read."""

from collections.abc import Iterator

from ingestion.chunking import cut
from ingestion.pages import StoredPages
from retrieval.chunkers import Chunker
from retrieval.messages import Chunk, IndexedVersion


def chunks(version: IndexedVersion, chunker: Chunker) -> Iterator[Chunk]:
    """Its chunks by this chunker, from the pages as readers see them: what is masked stays masked."""
    return cut(StoredPages(version.version_id), title=version.title, chunker=chunker)
