"""One order out of two: the scores of the dense and of the sparse vectors, put on one scale.

Each kind's scores are counted in standard deviations from the mean of its own best candidates, so that a passage that stands
out in one way is worth more than one that is merely first (distribution-based score fusion). Reciprocal ranks throw that
away: where one way is much the better, they fell below it (docs/benchmarks.md).
"""

import statistics
from collections.abc import Callable, Sequence
from uuid import UUID

from retrieval.qdrant import Candidate

# Fitted on six of the collections of docs/benchmarks.md, each held out in turn; anything from 0.6 to 0.8 does nearly as well.
DENSE = 0.75
BM25 = 1 - DENSE

Score = Callable[[Candidate], float | None]


def fuse(candidates: Sequence[Candidate], *, window: int) -> dict[UUID, float]:
    """A score for each candidate, higher is better. The scale is set by the first `window` of each kind, however many there are."""
    dense = _standard([each.dense for each in candidates], window)
    bm25 = _standard([each.sparse for each in candidates], window)
    return {each.chunk_id: DENSE * a + BM25 * b for each, a, b in zip(candidates, dense, bm25, strict=True)}


def _standard(scores: Sequence[float | None], window: int) -> list[float]:
    """Scores in standard deviations from the mean; a missing one, and one beyond the window, counts as the last within it."""
    best = sorted((score for score in scores if score is not None), reverse=True)[:window]
    if not best:
        return [0.0] * len(scores)
    middle, spread = statistics.fmean(best), statistics.pstdev(best) or 1.0
    return [(max(best[-1], score if score is not None else best[-1]) - middle) / spread for score in scores]
