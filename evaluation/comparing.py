"""How far a mean can be trusted: bootstrap intervals over questions, paired where two systems answered the same ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Efron and Tibshirani (1993): percentile intervals of so many means, each over as many questions drawn with replacement.
DRAWS = 2000
TOGETHER = 100
CHANCE = 0.95
SEED = 20_260_101

Values = Sequence[float]


@dataclass(frozen=True)
class Interval:
    """A mean, and where it lies 95 times of a hundred."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.4f} [{self.low:.4f}, {self.high:.4f}]"


def interval(*collections: Values) -> Interval:
    """The mean over collections of each one's mean; questions are drawn within each collection, the same way at each call."""
    means = np.mean([_means(np.asarray(values, float)) for values in collections], axis=0)
    low, high = np.quantile(means, [(1 - CHANCE) / 2, (1 + CHANCE) / 2])
    return Interval(float(np.mean([np.mean(values) for values in collections])), float(low), float(high))


def differences(ours: Values, theirs: Values) -> list[float]:
    """What ours has more than theirs, question by question."""
    return [one - other for one, other in zip(ours, theirs, strict=True)]


def _means(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of each draw."""
    dice = np.random.default_rng(SEED)
    parts = [values[dice.integers(len(values), size=(TOGETHER, len(values)))].mean(axis=1) for _ in range(DRAWS // TOGETHER)]
    return np.concatenate(parts)
