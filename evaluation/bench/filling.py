"""An index filled with synthetic chunks, ten collections of them, through the real database and the real engine."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from uuid import NAMESPACE_OID, UUID, uuid5

import numpy as np

from access.scope import Scope
from evaluation.bench.synthetic import Likeness, Vectors
from retrieval import chunkers, index, qdrant, sparse, versions
from retrieval.messages import IndexedVersion
from retrieval.models import StoredChunk
from retrieval.reusing import embedded

# Each collection has a tenth of the chunks; a document has so many; so many are written at once.
COLLECTIONS = tuple(uuid5(NAMESPACE_OID, f"tenth {number}") for number in range(10))
TENTH = Scope(frozenset(COLLECTIONS[:1]))
DOCUMENT = 20
TOGETHER = 1000
# The engine tidies up after five seconds without a write, and takes a few at most for one segment.
QUIET_SECONDS = 10

Chunks = Sequence[tuple[int, tuple[str, Vectors]]]


@dataclass
class Filled:
    """So many chunks in the index, and their rows in the database unless only vectors are asked for; the vectors of the first tenth
    are kept here too, for an exact search.
    """

    size: int
    likeness: Likeness
    rows_too: bool = True
    ids: list[UUID] = field(default_factory=list)
    vectors: list[Vectors] = field(default_factory=list)

    def fill(self) -> tuple[float, float]:
        """Seconds until all is written, and until the engine has put it in order."""
        start = time.perf_counter()
        chunks = enumerate(self.likeness.chunks(self.size))
        while some := list(islice(chunks, TOGETHER)):
            self._write(some)
        return time.perf_counter() - start, _settled() - start

    def exact(self, vector: Vectors, number: int) -> set[UUID]:
        """The nearest chunks of the first tenth, by comparing with all of them."""
        return {self.ids[at] for at in np.argsort(-(np.array(self.vectors) @ vector))[:number]}

    def _write(self, some: Chunks) -> None:
        chunker = chunkers.current().key
        rows = [(_row(number, text, chunker), vector) for number, (text, vector) in some]
        if self.rows_too:
            StoredChunk.objects.bulk_create([row for row, _ in rows])
            index.publish_all({row.version_id: _version(row) for row, _ in rows}.values())
        for into in versions.written():
            qdrant.upsert(into.name, [_point(row, vector) for row, vector in rows])
        first = [(row.id, vector) for row, vector in rows if row.collection_id in TENTH.collections]
        self.ids += [each for each, _ in first]
        self.vectors += [vector for _, vector in first]


def _row(number: int, text: str, chunker: str) -> StoredChunk:
    document = number // DOCUMENT
    return StoredChunk(
        id=uuid5(NAMESPACE_OID, f"chunk {number}"),
        document_id=uuid5(NAMESPACE_OID, f"document {document}"),
        version_id=uuid5(NAMESPACE_OID, f"version {document}"),
        collection_id=COLLECTIONS[document % len(COLLECTIONS)],
        chunker=chunker,
        ordinal=number % DOCUMENT,
        text=text,
    )


def _version(row: StoredChunk) -> IndexedVersion:
    return IndexedVersion(row.document_id, row.version_id, row.collection_id, row.title)


def _point(row: StoredChunk, vector: Vectors) -> qdrant.Point:
    words = sparse.document_vector(embedded(row))
    return qdrant.Point(row.id, row.document_id, row.version_id, row.collection_id, vector, words)


def _settled() -> float:
    """When the engine last changed its segments, once it has left them alone for a while."""
    seen, since = _segments(), time.perf_counter()
    while time.perf_counter() - since < QUIET_SECONDS:
        time.sleep(0.5)
        if (now := _segments()) != seen:
            seen, since = now, time.perf_counter()
    return since


def _segments() -> tuple[int, int]:
    found = qdrant.client().get_collection(versions.physical_name())
    return found.segments_count, found.indexed_vectors_count or 0
