"""How sure a search is that its passages hold an answer: a logistic curve over the best scores."""

import math
from collections.abc import Sequence

from retrieval.qdrant import Candidate

INTERCEPT = -5.0
COSINE = 10.0


def probability(candidates: Sequence[Candidate]) -> float:
    """The probability, 0 to 1, that an answer is among the candidates; 0 without any."""
    best = max((each.dense for each in candidates if each.dense is not None), default=None)
    return 0.0 if best is None else 1 / (1 + math.exp(-(INTERCEPT + COSINE * best)))
