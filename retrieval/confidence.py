"""How sure a search is that its passages hold an answer: a logistic curve over three signals.

Fitted by `manage.py fit_confidence ../shared/data`, which prints these numbers and how well they hold on questions that they
were not fitted on (docs/benchmarks.md).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from retrieval.qdrant import Candidate
from retrieval.reranking import Look


@dataclass(frozen=True)
class Signals:
    """What tells whether an answer was found: the best cosine, and the best coverage and proximity of the question's terms."""

    cosine: float
    coverage: float
    proximity: float


NOTHING = Signals(-1.0, 0.0, 0.0)
INTERCEPT = -5.0
WEIGHTS = Signals(cosine=8.0, coverage=2.0, proximity=0.0)


def signals(candidates: Iterable[Candidate], looks: Iterable[Look]) -> Signals:
    """The signals of one search."""
    seen = list(looks)
    return Signals(
        cosine=max((each.dense for each in candidates if each.dense is not None), default=NOTHING.cosine),
        coverage=max((look.coverage for look in seen), default=0.0),
        proximity=max((look.proximity for look in seen), default=0.0),
    )


def probability(seen: Signals) -> float:
    """The probability, 0 to 1, that an answer is among the passages; 0 where nothing was found."""
    if seen == NOTHING:
        return 0.0
    total = INTERCEPT + WEIGHTS.cosine * seen.cosine + WEIGHTS.coverage * seen.coverage + WEIGHTS.proximity * seen.proximity
    return 1 / (1 + math.exp(-total))
