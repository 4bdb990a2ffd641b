"""Whether searches are to ask a new re-ranker: only where it is better on what it hasn't seen, and the golden sets get better."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from access.models import Collection
from evaluation.comparing import Interval
from evaluation.golden import comparing, conditions, playing
from evaluation.golden.comparing import Outcome, Verdict
from evaluation.models import GoldenRun
from evaluation.training.judged import GOLDEN
from evaluation.training.measuring import using
from evaluation.training.messages import Trained
from evaluation.training.splitting import is_measured
from retrieval import versions

CANT_TELL = "There is no golden question that could tell whether it helps here. Say --adopt if it shall be used all the same."


@dataclass(frozen=True)
class Played:
    """One golden set with and without it."""

    collection: str
    before: GoldenRun
    after: GoldenRun
    verdict: Verdict


@dataclass(frozen=True)
class Decision:
    """Whether it is to be used, and why; `told` is a line for each golden set."""

    adopt: bool
    why: str
    told: tuple[str, ...] = ()


def check_answers() -> None:
    """Before hours of training: raises RetrievalError where there are golden sets, and no index to ask them of."""
    if _with_golden_sets().exists():
        versions.live()


def decide(trained: Trained, *, insist: bool) -> Decision:
    """Compare on what it hasn't seen, then on the golden sets; `insist` is a person's word where those can't tell.

    Runs are written down as any others, under the name of the live version, so that none becomes what later runs are compared with.
    """
    gain = trained.gain
    if trained.weight == 0 or gain.low <= 0:
        return Decision(False, f"It isn't better on what it hasn't seen: {_said(gain)} over the present search in nDCG@10.")
    played = list(_played(trained))
    told = tuple(_line(each) for each in played)
    failed = next((run for each in played for run in (each.before, each.after) if run.state != GoldenRun.State.DONE), None)
    if failed:
        return Decision(False, f"A golden set could not be asked: {failed.said or 'a worker has taken the run.'}", told)
    if not any(each.verdict.pairs for each in played):
        return Decision(insist, "It is used on a person's word." if insist else CANT_TELL, told)
    return _judged([each.verdict.outcome for each in played if each.verdict.pairs], told)


def _judged(outcomes: list[Outcome], told: tuple[str, ...]) -> Decision:
    if any(each in (Outcome.WORSE, Outcome.DOUBTFUL) for each in outcomes):
        return Decision(False, "A golden set gets worse with it.", told)
    if Outcome.BETTER not in outcomes:
        return Decision(False, "No golden set gets better with it.", told)
    return Decision(True, "It is better on what it hasn't seen, and golden sets get better.", told)


def _played(trained: Trained) -> Iterator[Played]:
    for collection in _with_golden_sets():
        live = versions.live()
        index = live.name if live else ""
        before = playing.play_now(playing.order(collection, note="Without the new re-ranker", index=index))
        with using(trained.folder):
            after = playing.play_now(playing.order(collection, note="With the new re-ranker", index=index, beside=before))
        conditions.note()  # playing wrote down what held inside
        told = _verdict(before, after, learnt=f"{GOLDEN}{collection.name}" in trained.sources)
        yield Played(collection.name, before, after, told)


def _with_golden_sets() -> QuerySet[Collection]:
    return Collection.objects.exclude(golden_questions=None).distinct()


def _verdict(before: GoldenRun, after: GoldenRun, *, learnt: bool) -> Verdict:
    """Over the questions that it hasn't learnt from."""
    return comparing.verdict(before, after, among=is_measured if learnt else None)


def _line(played: Played) -> str:
    changes = ", ".join(f"{each.name} {each.before:.3f} → {each.after:.3f}" for each in played.verdict.differences)
    asked = f"{len(played.verdict.pairs)} golden questions"
    return f"{played.collection}, {asked}: {played.verdict.outcome}" + (f" ({changes})" if changes else "")


def _said(gain: Interval) -> str:
    return f"{gain.mean:+.4f} [{gain.low:+.4f}, {gain.high:+.4f}]"
