"""One search laid open: its passages, and what each stage made of each of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from access.scope import Scope
from retrieval.explaining import place, words
from retrieval.messages import Explained, Judged, Verdict
from retrieval.models import IndexedDocument, StoredChunk
from retrieval.qdrant import Candidate
from retrieval.reusing import embedded
from retrieval.search import Examined, Steps, examine
from retrieval.stages import Stages
from retrieval.weighing import added

MOST = 50
"""So many passages are shown at most."""


def bench(question: str, scope: Scope, *, limit: int | None = None, stages: Stages | None = None) -> Explained:
    """What a search with these stages finds, and how each came to judge it; in the order in which they were found.

    Raises RetrievalError.
    """
    steps = Steps()
    examined = examine(question, scope, limit=limit, stages=stages, steps=steps)
    found = examined.found(steps)
    rows = StoredChunk.objects.in_bulk([each.chunk_id for each in found.passages])
    known = IndexedDocument.objects.in_bulk([each.document_id for each in found.passages])
    laid = _Laid(question, examined, {each.chunk_id: each for each in examined.candidates})
    judged = [
        laid.judged(rows[each.chunk_id], rank, known[each.document_id])
        for rank, each in enumerate(found.passages, 1)
        if each.chunk_id in rows and each.document_id in known
    ]
    return Explained(found, tuple(judged), len(found.passages))


@dataclass(frozen=True)
class _Laid:
    """One search with the candidates that it began with."""

    question: str
    examined: Examined
    candidates: Mapping[UUID, Candidate]

    def judged(self, row: StoredChunk, rank: int, known: IndexedDocument) -> Judged:
        """One chunk, as each stage saw it."""
        own, everybody, fused = self.candidates.get(row.pk, Candidate(row.pk)), self.examined.candidates, self.examined.fused
        look = self.examined.looks.get(row.pk)
        return Judged(
            chunk_id=row.pk,
            verdict=Verdict.FOUND,
            rank=rank,
            dense=own.dense,
            dense_rank=place(own.dense, [each.dense for each in everybody]),
            bm25=own.sparse,
            bm25_rank=place(own.sparse, [each.sparse for each in everybody]),
            fused=fused.get(row.pk),
            fused_rank=place(fused.get(row.pk), list(fused.values())),
            coverage=look.coverage if look else None,
            proximity=look.proximity if look else None,
            looked=look.score if look else None,
            weight=added(known, self.examined.spoken),
            score=self.examined.scores.get(row.pk),
            words=words(self.question, embedded(row)),
        )
