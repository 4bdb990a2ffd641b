"""What the steps of a training hand to each other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from access.scope import Scope
from evaluation.comparing import Interval, differences, interval
from retrieval.messages import Passage


class CannotTrain(Exception):
    """No re-ranker comes of this; the message says why, and what helps."""


@dataclass(frozen=True)
class Plan:
    """How a training is done. `questions` and `measured` are the most of each set that are learnt from and measured with."""

    layers: int = 2
    epochs: int = 2
    negatives: int = 4
    questions: int = 1000
    measured: int = 150
    seed: int = 20_260_101
    hold_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judged:
    """One question of the set `of`: where it is asked, which passages are right, and what passages in an order merit (nDCG@10)."""

    of: str
    question: str
    scope: Scope
    is_right: Callable[[Passage], bool]
    merit: Callable[[Sequence[Passage]], float]


@dataclass(frozen=True)
class Parts:
    """Judged questions by what they are for; no question is in two of them."""

    learnt: tuple[Judged, ...]
    weighed: tuple[Judged, ...]
    measured: tuple[Judged, ...]


@dataclass(frozen=True)
class Example:
    """One question as it is learnt from: texts of right passages, and of wrong ones that look right."""

    question: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class Listed:
    """The best passages of one search in their order, with the texts that a re-ranker is shown and the scores that they have."""

    judged: Judged
    passages: tuple[Passage, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Measured:
    """nDCG@10 on one set's questions that were not learnt from, question by question: fusion alone, the present search, and that
    with the new re-ranker. `apart` says that nothing of the set was learnt from.
    """

    of: str
    apart: bool
    fusion: tuple[float, ...]
    present: tuple[float, ...]
    with_it: tuple[float, ...]

    @property
    def over_fusion(self) -> list[float]:
        """What it gains over fusion alone."""
        return differences(self.with_it, self.fusion)

    @property
    def over_present(self) -> list[float]:
        """What it gains over the present search."""
        return differences(self.with_it, self.present)


@dataclass(frozen=True)
class Trained:
    """A re-ranker in its folder, from so many questions and pairs, and what it is worth. `sources` are the sets learnt from."""

    folder: Path
    plan: Plan
    sources: tuple[str, ...]
    questions: int
    pairs: int
    weight: float
    megabytes: float
    measured: tuple[Measured, ...]

    @property
    def unseen(self) -> tuple[Measured, ...]:
        """What counts: the sets of which nothing was learnt, or where there are none the questions that were not learnt from."""
        return tuple(each for each in self.measured if each.apart) or self.measured

    @property
    def gain(self) -> Interval:
        """Over the present search, on what is unseen."""
        return interval(*(each.over_present for each in self.unseen))

    @property
    def gain_over_fusion(self) -> Interval:
        """Over fusion alone, on what is unseen."""
        return interval(*(each.over_fusion for each in self.unseen))
