"""Figures of merit over one ranking: document ids, best first. Judgements give each relevant document its grade."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

Judgements = Mapping[str, int]
Merit = Callable[[Sequence[str], Judgements], float]


def ndcg(ranking: Sequence[str], judged: Judgements, k: int) -> float:
    """Normalised discounted cumulative gain at k, grades taken as gains (Järvelin and Kekäläinen 2002, as trec_eval has it)."""
    best = _gain(sorted(judged.values(), reverse=True)[:k])
    return _gain(judged.get(document, 0) for document in ranking[:k]) / best if best else 0.0


def recall(ranking: Sequence[str], judged: Judgements, k: int) -> float:
    """The share of all relevant documents that stand among the first k."""
    relevant = {document for document, grade in judged.items() if grade > 0}
    return len(relevant.intersection(ranking[:k])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], judged: Judgements, k: int) -> float:
    """One over the place of the first relevant document; 0 where none is among the first k."""
    return next((1 / place for place, document in enumerate(ranking[:k], start=1) if judged.get(document, 0) > 0), 0.0)


MERITS: Mapping[str, Merit] = {
    "nDCG@10": lambda ranking, judged: ndcg(ranking, judged, 10),
    "recall@10": lambda ranking, judged: recall(ranking, judged, 10),
    "recall@100": lambda ranking, judged: recall(ranking, judged, 100),
    "MRR@10": lambda ranking, judged: reciprocal_rank(ranking, judged, 10),
}


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean; 0 of nothing."""
    return math.fsum(values) / len(values) if values else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share (0 to 1) of the values do not exceed; 0 of nothing."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)] if values else 0.0


def _gain(grades: Iterable[int]) -> float:
    """A grade below 0 gains nothing; the place's discount is the binary logarithm of one more than the place."""
    return math.fsum(max(0, grade) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))
