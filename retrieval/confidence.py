"""How sure a search is that its passages hold an answer: a logistic curve over the best scores."""

import math
from collections.abc import Iterable

from retrieval.qdrant import Candidate
from retrieval.reranking import Look

INTERCEPT = -5.0
COSINE = 8.0
COVERAGE = 2.0


def probability(candidates: Iterable[Candidate], looks: Iterable[Look]) -> float:
    """The probability, 0 to 1, that an answer is among the candidates; 0 without any."""
    best = max((each.dense for each in candidates if each.dense is not None), default=None)
    covered = max((look.coverage for look in looks), default=0.0)
    return 0.0 if best is None else 1 / (1 + math.exp(-(INTERCEPT + COSINE * best + COVERAGE * covered)))
