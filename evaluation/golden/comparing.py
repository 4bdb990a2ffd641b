"""Whether one run is worse than another: differences question by question, over those that both asked in the same way."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from evaluation.golden import answer_scoring
from evaluation.golden.scoring import MERITS, Figure, figure
from evaluation.models import GoldenResult, GoldenRun

SLACK = 0.005
"""A mean that falls by no more than this, half a hundredth, has not fallen."""
DECIDED = "decided_rightly"
ANSWERS = (answer_scoring.RIGHTLY, *answer_scoring.MERITS)


class Outcome(StrEnum):
    """What became of one figure, or of all."""

    BETTER = "better"
    SAME = "the same"
    DOUBTFUL = "perhaps worse"
    """It fell, and chance may be the reason."""
    WORSE = "worse"
    """It fell, and chance alone would hardly do that: the interval of the differences lies below 0."""
    UNKNOWN = "could not be compared"
    """No question was asked by both in the same way."""


@dataclass(frozen=True)
class Difference:
    """One figure before and after, over the questions that both runs asked, and the mean of the differences with its interval."""

    name: str
    before: float
    after: float
    change: Figure

    @property
    def outcome(self) -> Outcome:
        """What became of it."""
        if self.change.value < -SLACK:
            return Outcome.WORSE if self.change.high < 0 else Outcome.DOUBTFUL
        return Outcome.BETTER if self.change.value > SLACK else Outcome.SAME


@dataclass(frozen=True)
class Pair:
    """One question's results in both runs."""

    before: GoldenResult
    after: GoldenResult

    @property
    def change(self) -> float:
        """Above 0 where it got better: whether it is refused rightly counts first, then where the right passages stand.

        Of answers too, where both runs have them: then what they cite.
        """
        answers = all(hasattr(each, "answer") for each in (self.before, self.after))
        return _worth(self.after, answers=answers) - _worth(self.before, answers=answers)


@dataclass(frozen=True)
class Verdict:
    """Two runs compared. `alone` is how many questions only one of them asked, or asked in another way."""

    differences: tuple[Difference, ...]
    pairs: tuple[Pair, ...]
    alone: int

    @property
    def outcome(self) -> Outcome:
        """The worst that became of any figure, or better where none fell and one rose; nothing is known of runs without a pair."""
        if not self.pairs:
            return Outcome.UNKNOWN
        seen = {each.outcome for each in self.differences}
        falls = (each for each in (Outcome.WORSE, Outcome.DOUBTFUL, Outcome.BETTER) if each in seen)
        return next(falls, Outcome.SAME)

    @property
    def needs_word(self) -> bool:
        """Whether a person has to accept it: a word costs little, and a loss that chance may explain may be one all the same. So
        may what was not compared.
        """
        return self.outcome in (Outcome.WORSE, Outcome.DOUBTFUL, Outcome.UNKNOWN)

    @property
    def better(self) -> list[Pair]:
        """The questions that got better, the most first."""
        return sorted((each for each in self.pairs if each.change > 0), key=lambda each: -each.change)

    @property
    def worse(self) -> list[Pair]:
        """The questions that got worse, the most first."""
        return sorted((each for each in self.pairs if each.change < 0), key=lambda each: each.change)


def verdict(before: GoldenRun, after: GoldenRun, *, among: Callable[[str], bool] | None = None) -> Verdict:
    """Compare two finished runs of one collection; with `among` only over the questions whose words it lets through."""
    earlier, later = _results(before, among), _results(after, among)
    pairs = tuple(Pair(earlier[key], later[key]) for key in later if key in earlier and earlier[key].asked == later[key].asked)
    return Verdict(tuple(_differences(pairs)), pairs, len(earlier.keys() | later.keys()) - len(pairs))


def previous(run: GoldenRun) -> GoldenRun | None:
    """The run that it was ordered beside, or the last finished one before it that asked what was live then."""
    if run.beside and run.beside.state == GoldenRun.State.DONE:
        return run.beside
    done = GoldenRun.objects.filter(collection=run.collection_id, state=GoldenRun.State.DONE, index="")
    return done.filter(asked_at__lt=run.asked_at).exclude(pk=run.pk).order_by("-asked_at").first()


def _results(run: GoldenRun, among: Callable[[str], bool] | None) -> dict[object, GoldenResult]:
    rows = run.results.select_related("question", "answer").order_by("pk")
    return {each.question_id: each for each in rows if among is None or among(each.question.question)}


def _differences(pairs: Iterable[Pair]) -> Iterator[Difference]:
    known = list(pairs)
    for name in (*MERITS, DECIDED, *ANSWERS):
        values = [(_value(pair.before, name), _value(pair.after, name)) for pair in known]
        both = [(a, b) for a, b in values if a is not None and b is not None]
        if both:
            before, after = (sum(side) / len(both) for side in zip(*both, strict=True))
            yield Difference(name, before, after, figure([b - a for a, b in both]))


def _value(result: GoldenResult, name: str) -> float | None:
    if name == DECIDED:
        return float(result.refused != result.answerable)
    merits = result.merits if name in MERITS else result.answer.merits if hasattr(result, "answer") else {}
    value = merits.get(name)
    return None if value is None else float(value)


def _worth(result: GoldenResult, *, answers: bool) -> float:
    """From 0 to 2; with answers to 4."""
    told = float(result.refused != result.answerable) + float(result.merits.get("ndcg", 0.0))
    merits = result.answer.merits if answers else {}
    return told + sum(float(merits.get(name, 0.0)) for name in (answer_scoring.RIGHTLY, "citation_recall"))
