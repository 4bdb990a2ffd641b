"""Dense vectors of chunks: a text that is in the index already keeps its vector, wherever it stands; only new texts are embedded.

A chunk's id is made of its text too (`chunk_id`), so a point that a broken-off try left is never taken for one of another text.
Vectors are copied only from the index version that is written to: those of another model can't be compared with them.
"""

from collections.abc import Collection, Sequence
from hashlib import sha256
from uuid import UUID, uuid5

import numpy as np
from django.db.models import Case, Exists, OuterRef, Value, When, Window
from django.db.models.functions import RowNumber
from numpy.typing import NDArray

from retrieval import qdrant, versions
from retrieval.models import IndexedDocument, IndexVersion, StoredChunk

Vector = NDArray[np.float32]
# Chunks whose points are looked for, of each text: some have none, such as those of earlier versions.
LOOKED_AT = 4


def embedded(row: StoredChunk) -> str:
    """What a chunk's vectors are made of: its title and headings say what its text may leave out."""
    return "\n".join([row.title, *row.heading, row.text])


def digest(row: StoredChunk) -> str:
    """By what it is known that two chunks have the same vectors."""
    return sha256(embedded(row).encode()).hexdigest()


def chunk_id(row: StoredChunk) -> UUID:
    """The id of a chunk and of its point: the same for the same text in the same place of a version cut so, and only for that."""
    return uuid5(row.version_id, " ".join(filter(None, [str(row.ordinal), row.digest, row.chunker])))


def vectors(rows: Sequence[StoredChunk], index: IndexVersion) -> list[Vector]:
    """The vector of each of these stored chunks as this version of the index makes it, in order. Raises RetrievalError."""
    digests = [digest(row) for row in rows]
    texts = dict(zip(digests, map(embedded, rows), strict=True))
    known = _copied(index, texts, {row.version_id for row in rows})
    new = [each for each in texts if each not in known]
    if new:
        known |= zip(new, versions.model(index).encode([texts[each] for each in new]), strict=True)
    return [known[each] for each in digests]


def _copied(index: IndexVersion, digests: Collection[str], version_ids: Collection[UUID]) -> dict[str, Vector]:
    """Vectors that the index has, by the digests of their texts."""
    twins = _twins(index, digests, version_ids)
    found = qdrant.dense_vectors(index.name, list(twins))
    return {twins[key]: vector for key, vector in found.items()}


def _twins(index: IndexVersion, digests: Collection[str], version_ids: Collection[UUID]) -> dict[UUID, str]:
    """Some of its chunks with these digests: of visible versions first, which have points, then of what is being written itself."""
    shown = Exists(IndexedDocument.objects.filter(version_id=OuterRef("version_id")))
    nearness = Case(When(shown, then=Value(0)), When(version_id__in=version_ids, then=Value(1)), default=Value(2))
    place = Window(RowNumber(), partition_by="digest", order_by=[nearness, "ordinal", "pk"])
    same = StoredChunk.objects.filter(digest__in=digests, chunker=index.chunker).annotate(place=place)
    return dict(same.filter(place__lte=LOOKED_AT).values_list("pk", "digest"))
