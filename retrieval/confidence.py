"""How sure a search is that its passages hold an answer: a logistic curve over three signals.

Fitted on 1,769 searches: questions of SQuAD 2 and CLAP NQ about their own documents, half with an answer there, and about the
other set's (docs/benchmarks.md says how well that holds). `manage.py fit_confidence ../shared/data` fits them anew.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from retrieval.qdrant import Candidate
from retrieval.reranking import Look


@dataclass(frozen=True)
class Signals:
    """What tells whether an answer was found: the first passage's cosine, its coverage, and its lead in score over the second."""

    cosine: float
    coverage: float
    lead: float


NOTHING = Signals(-1.0, 0.0, 0.0)
CERTAIN = Signals(1.0, 1.0, 0.0)
"""Of a document that is named in so many words."""
SURE_ENOUGH = 0.06
"""Below this probability no model is asked. Low, because what comes after catches inventions too, while a passage that is given
up here is lost: on the sample it gives up 1 of 30 answers, and 3 of 6 questions that have none; 0.25 gave up 7."""
INTERCEPT = -6.58
WEIGHTS = Signals(cosine=7.46, coverage=2.38, lead=0.19)


def signals(
    ranked: Sequence[UUID], scores: Mapping[UUID, float], candidates: Iterable[Candidate], looks: Mapping[UUID, Look]
) -> Signals:
    """The signals of one search, from its passages in order. A passage that only its words found is as far as the farthest."""
    if not ranked:
        return NOTHING
    cosines = {each.chunk_id: each.dense for each in candidates if each.dense is not None}
    return Signals(
        cosine=cosines.get(ranked[0], min(cosines.values(), default=0.0)),
        coverage=looks[ranked[0]].coverage if ranked[0] in looks else 0.0,
        lead=scores[ranked[0]] - scores[ranked[1]] if len(ranked) > 1 else 0.0,
    )


def probability(seen: Signals) -> float:
    """The probability, 0 to 1, that an answer is among the passages; 0 where nothing was found."""
    if seen == NOTHING:
        return 0.0
    total = INTERCEPT + WEIGHTS.cosine * seen.cosine + WEIGHTS.coverage * seen.coverage + WEIGHTS.lead * seen.lead
    return 1 / (1 + math.exp(-total))
