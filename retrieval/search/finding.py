"""Candidates of the index that may be shown: the net is cast, and cast again where SQL held back too many."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from retrieval import embedding, excluding, qdrant, sparse
from retrieval.models import StoredChunk
from retrieval.qdrant import Candidate
from retrieval.reusing import embedded
from retrieval.search.examined import Where
from retrieval.search.shown import may_be_shown
from retrieval.search.steps import Steps
from retrieval.understanding import phrases

# How often the net is cast again, each time four times as wide, when hidden versions took the places of visible ones.
WIDER = (1, 4, 16)


@dataclass(frozen=True)
class Vectors:
    """One question as an index understands it; None for a kind of vector that is left out."""

    dense: embedding.Vectors | None
    sparse: sparse.Sparse | None


def visible_candidates(vectors: Vectors, where: Where, limit: int, steps: Steps) -> tuple[list[Candidate], bool]:
    """Candidates that SQL lets through, and whether a document was missed because its version changed meanwhile.

    The net is cast wider while what SQL holds back leaves too few.
    """
    for times in WIDER:
        wanted = times * max(limit, settings.RETRIEVAL.candidates)
        with steps.step("find"):
            candidates = qdrant.candidates(
                where.index.name,
                dense=vectors.dense,
                sparse=vectors.sparse,
                collections=where.scope.collections,
                limit=wanted,
                filters=where.filters,
            )
        with steps.step("check"):
            shown = set(may_be_shown((each.chunk_id for each in candidates), where).values_list("id", flat=True))
            fitting = _quoting(shown, where.quoted) if where.quoted else shown
        if len(fitting) >= min(limit, len(candidates)) or len(candidates) < wanted:
            break
    hidden = {each.chunk_id for each in candidates} - shown
    return [each for each in candidates if each.chunk_id in fitting], bool(hidden) and _missed(hidden, shown, where)


def _quoting(chunk_ids: Set[UUID], quoted: Sequence[str]) -> Set[UUID]:
    """Those of the chunks in which all that is quoted stands."""
    rows = StoredChunk.objects.filter(id__in=list(chunk_ids)).only("title", "heading", "text")
    return {row.id for row in rows if phrases.holds(embedded(row), quoted)}


def _missed(hidden: Set[UUID], shown: Set[UUID], where: Where) -> bool:
    """Whether chunks may be hidden because another version became visible after Qdrant had answered.

    So it looks if they are gone by now, or if their document is visible and none of its chunks is among those shown.
    """
    rows = StoredChunk.objects.filter(id__in=hidden)
    documents = excluding.included(rows).values("document_id")
    seen = StoredChunk.objects.filter(id__in=shown).values("document_id")
    moved = where.documents().filter(document_id__in=documents).exclude(document_id__in=seen)
    return rows.count() < len(hidden) or moved.exists()
