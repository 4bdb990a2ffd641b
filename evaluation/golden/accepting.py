"""A change that makes the figures worse needs a person's word."""

from django.utils import timezone

from access.models import User
from evaluation.golden.comparing import verdict
from evaluation.models import GoldenRun


def accept(run: GoldenRun, *, why: str, by: User) -> None:
    """Say who lets this run stand, and why."""
    GoldenRun.objects.filter(pk=run.pk).update(accepted_by=by, accepted_at=timezone.now(), accepted_why=why.strip())


def held_back(before: GoldenRun | None, after: GoldenRun) -> str:
    """Why what the later run was made with may not be switched on; empty where nothing is worse, or somebody has accepted it."""
    if before is None or after.accepted_at:
        return ""
    told = verdict(before, after)
    if not told.needs_word:
        return ""
    fell = ", ".join(f"{each.name} {each.before:.3f} → {each.after:.3f}" for each in told.differences if each.change.value < 0)
    return f"The golden questions say: {told.outcome} ({fell}). Look at the run, and accept it with a reason if it may stand."
