"""How good one search was for one golden question, and what that comes to over all of them, with confidence intervals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evaluation import metrics
from evaluation.comparing import interval
from evaluation.golden.messages import Place
from retrieval.messages import Passage

FIRST = 5
"""So many passages count for recall and precision: about what a model is shown."""
DEEP = 10
"""So many passages a run asks for."""
MERITS = ("recall", "precision", "mrr", "ndcg")


@dataclass(frozen=True)
class Scored:
    """One question's result as figures are made of it; `merits` are empty for a question without an answer."""

    answerable: bool
    refused: bool
    milliseconds: float
    merits: Mapping[str, float]

    @property
    def rightly(self) -> bool:
        """Whether it was refused exactly if it has no answer."""
        return self.refused != self.answerable


@dataclass(frozen=True)
class Figure:
    """One figure over `count` questions, with the 95% confidence interval of its mean."""

    value: float
    low: float
    high: float
    count: int


def merits(passages: Sequence[Passage], places: Sequence[Place]) -> dict[str, float]:
    """Recall and precision among the first, reciprocal rank and nDCG among the first ten, each from 0 to 1."""
    first = passages[:FIRST]
    found = sum(any(place.holds(each) for each in first) for place in places)
    right = sum(any(place.holds(each) for place in places) for each in first)
    ranking, judged = _ranking(passages, places), {str(place): 1 for place in places}
    return {
        "recall": found / len(places),
        "precision": right / len(first) if first else 0.0,
        "mrr": metrics.reciprocal_rank(ranking, judged, DEEP),
        "ndcg": metrics.ndcg(ranking, judged, DEEP),
    }


def figures(scored: Iterable[Scored]) -> dict[str, Figure]:
    """The means over all questions that each figure is about; those about none are left out. Latencies are percentiles."""
    rows = list(scored)
    answerable, other = [row for row in rows if row.answerable], [row for row in rows if not row.answerable]
    values = {name: [row.merits[name] for row in answerable] for name in MERITS}
    values |= {
        "refused_rightly": [float(row.refused) for row in other],
        "refused_wrongly": [float(row.refused) for row in answerable],
        "decided_rightly": [float(row.rightly) for row in rows],
    }
    means = {name: figure(each) for name, each in values.items() if each}
    return means | _latencies([row.milliseconds for row in rows])


def figure(values: Sequence[float]) -> Figure:
    """The mean with its interval."""
    found = interval(values)
    return Figure(found.mean, found.low, found.high, len(values))


def _latencies(milliseconds: Sequence[float]) -> dict[str, Figure]:
    """No interval: a percentile of one machine's minutes says nothing about another hour."""
    shares = {"latency_p50": 0.5, "latency_p95": 0.95} if milliseconds else {}
    found = {name: metrics.percentile(milliseconds, share) for name, share in shares.items()}
    return {name: Figure(value, value, value, len(milliseconds)) for name, value in found.items()}


def _ranking(passages: Sequence[Passage], places: Sequence[Place]) -> list[str]:
    """What each passage brings: the first right place that none before it brought, or nothing new."""
    ranking: list[str] = []
    for number, passage in enumerate(passages):
        new = (str(place) for place in places if place.holds(passage) and str(place) not in ranking)
        ranking.append(next(new, f"nothing new {number}"))
    return ranking
