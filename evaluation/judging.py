"""Whether hybrid search keeps what is asked of it: best on the mean over collections, and nowhere much worse than one way alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.comparing import Interval, differences, interval
from evaluation.metrics import mean
from evaluation.run import BM25, DENSE, HYBRID, SYSTEMS, Result, System

ALLOWED = 0.01


@dataclass(frozen=True)
class Margin:
    """What hybrid search has more than the better of the single ways on one collection; paired by question."""

    collection: str
    single: str
    difference: Interval


@dataclass(frozen=True)
class Judgement:
    """One measure over all collections: each system's mean over them, and hybrid search's margin on each."""

    merit: str
    means: dict[str, Interval]
    margins: tuple[Margin, ...]

    @property
    def best_on_mean(self) -> bool:
        """Whether no other system's mean is above hybrid search's."""
        return self.means[HYBRID.name].mean >= max(each.mean for each in self.means.values())

    @property
    def never_worse(self) -> bool:
        """Whether hybrid search loses nowhere more than is allowed."""
        return min(margin.difference.mean for margin in self.margins) >= -ALLOWED


def judge(results: Sequence[Result], merit: str) -> Judgement:
    """By one of metrics.MERITS."""
    means = {system.name: interval(*(_values(result, system, merit) for result in results)) for system in SYSTEMS}
    return Judgement(merit, means, tuple(_margin(result, merit) for result in results))


def _margin(result: Result, merit: str) -> Margin:
    single = max((DENSE, BM25), key=lambda system: mean(_values(result, system, merit)))
    more = differences(_values(result, HYBRID, merit), _values(result, single, merit))
    return Margin(result.collection, single.name, interval(more))


def _values(result: Result, system: System, merit: str) -> list[float]:
    return result.of(system).merits[merit]
