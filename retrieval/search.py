"""From a question to passages: ask Qdrant in both ways, fuse, check rights and versions in SQL, re-rank, drop what repeats."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef

from access.scope import Scope
from retrieval import confidence, embedding, fusion, qdrant, sparse
from retrieval.messages import Found, Line, Passage, Span
from retrieval.models import IndexedDocument, StoredChunk
from retrieval.qdrant import Candidate

# How often the net is cast again, each time four times as wide, when hidden versions took the places of visible ones.
WIDER = (1, 4, 16)


class Steps(dict[str, float]):
    """Milliseconds by step; a step that happens twice adds up."""

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what happens inside."""
        start = time.perf_counter()
        yield
        self[name] = self.get(name, 0.0) + 1000 * (time.perf_counter() - start)


def search(question: str, scope: Scope, *, limit: int | None = None, dense: bool = True, bm25: bool = True) -> Found:
    """The passages in this Scope that answer best, best first. `dense` and `bm25` leave one way out, for comparisons.

    Raises RetrievalError when Qdrant does not answer.
    """
    limit, steps = limit or settings.RETRIEVAL.keep, Steps()
    if not scope.collections or not question.strip():
        return Found((), 0.0, steps)
    with steps.step("embed"):
        vector = embedding.encode_query(question) if dense else None
        weights = sparse.query_vector(question) if bm25 else None
    candidates, rows = _visible(vector, weights, scope, limit, steps)
    with steps.step("rank"):
        scores = fusion.fuse(candidates)
        passages = _passages(rows, scores)[:limit]
        return Found(tuple(passages), confidence.probability(candidates), steps)


def _visible(
    vector: embedding.Vectors | None, weights: sparse.Sparse | None, scope: Scope, limit: int, steps: Steps
) -> tuple[list[Candidate], dict[UUID, StoredChunk]]:
    """Candidates and their rows, less those that SQL doesn't let through; the net is cast wider while that leaves too few."""
    for times in WIDER:
        asked = times * max(limit, settings.RETRIEVAL.candidates)
        with steps.step("find"):
            candidates = qdrant.candidates(dense=vector, sparse=weights, collections=scope.collections, limit=asked)
        with steps.step("fetch"):
            rows = _rows((each.chunk_id for each in candidates), scope)
        if len(rows) >= min(limit, len(candidates)) or len(candidates) < asked:
            break
    return [each for each in candidates if each.chunk_id in rows], rows


def _rows(chunk_ids: Iterable[UUID], scope: Scope) -> dict[UUID, StoredChunk]:
    """The chunks that may be shown: of the visible version of a document in the Scope."""
    shown = IndexedDocument.objects.filter(
        document_id=OuterRef("document_id"), version_id=OuterRef("version_id"), collection_id__in=scope.collections
    )
    return StoredChunk.objects.filter(Exists(shown), collection_id__in=scope.collections).in_bulk(list(chunk_ids))


def _passages(rows: Mapping[UUID, StoredChunk], scores: Mapping[UUID, float]) -> list[Passage]:
    return sorted((_passage(row, scores[row.id]) for row in rows.values()), key=lambda passage: -passage.score)


def _passage(row: StoredChunk, score: float) -> Passage:
    return Passage(
        chunk_id=row.id,
        document_id=row.document_id,
        version_id=row.version_id,
        collection_id=row.collection_id,
        title=row.title,
        heading=tuple(row.heading),
        text=row.text,
        spans=tuple(Span(*span) for span in row.spans),
        lines=tuple(Line(*line) for line in row.lines),
        score=score,
    )
