"""A change that makes the figures worse needs a person's word."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.utils import timezone

from access.models import User
from evaluation.golden.comparing import Outcome, verdict
from evaluation.models import GoldenRun

UNFINISHED = "Only a run that has ended with its figures can be accepted. Wait for it, or start another one."
NOT_COMPARED = "No golden question was asked in both runs with the same sources, so that they could not be compared: ask again."


@dataclass(frozen=True)
class Told:
    """What became of a collection's figures in a few words, and why the change should not be switched on; empty if it may be."""

    said: str
    held_back: str = ""


def accept(run: GoldenRun, *, why: str, by: User | None) -> bool:
    """Say who lets this run stand, and why; False where it has not come to its figures, so that nobody can know what stands."""
    done = GoldenRun.objects.filter(pk=run.pk, state=GoldenRun.State.DONE)
    return bool(done.update(accepted_by=by, accepted_at=timezone.now(), accepted_why=why.strip()))


def held_back(before: GoldenRun | None, after: GoldenRun) -> str:
    """Why what the later run was made with may not be switched on; empty where nothing is worse, or somebody has accepted it."""
    return told(before, after).held_back if before else ""


def told(before: GoldenRun, after: GoldenRun) -> Told:
    """What the later of two finished runs says of the change between them."""
    outcome, fell = _compared(before.pk, after.pk)
    if after.accepted_at:
        return Told(f"{outcome}, accepted: “{after.accepted_why}”")
    if outcome == Outcome.UNKNOWN:
        return Told(outcome, NOT_COMPARED)
    why = f"The golden questions say: {outcome} ({fell}). Look at the run, and accept it with a reason if it may stand."
    return Told(outcome, why if fell else "")


@lru_cache(maxsize=256)
def _compared(before: UUID, after: UUID) -> tuple[str, str]:
    """The outcome, and which figures fell where it needs a word: kept, as pages that wait for workers ask again and again."""
    found = verdict(*(GoldenRun.objects.get(pk=pk) for pk in (before, after)))
    fell = (f"{each.name} {each.before:.3f} → {each.after:.3f}" for each in found.differences if each.change.value < 0)
    return str(found.outcome), ", ".join(fell) if found.needs_word else ""
