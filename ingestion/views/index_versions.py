"""The versions of the search index, for administrators: see them, and build, compare, switch, go back, free."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from access.access import NotHere
from access.models import User
from access.people import check_administrator
from access.requests import Request
from ingestion.flow.pace import about, rounded
from retrieval.building import showing, steering
from retrieval.building.guarding import Check
from retrieval.errors import RetrievalError, SayWhyAnyway


@dataclass(frozen=True)
class Step:
    """One thing that can be asked for, by somebody and with their reason, if it takes one.

    With a `question`, it is asked for only once that was answered with `button`.
    """

    work: Callable[[User, str], object]
    said: str
    question: str = ""
    means: str = ""
    button: str = ""


LONGEST_REASON = 500
STEPS = {
    "build": Step(lambda by, _: steering.build(by=by), "A version is being built. Searches go on as before."),
    "compare": Step(
        lambda _, __: steering.ask_to_compare(), "A worker asks both versions what was asked lately. The figures appear here."
    ),
    "golden": Step(
        lambda by, _: steering.ask_golden(by=by),
        "Workers ask the golden questions in both versions. What they find appears here.",
    ),
    "cancel": Step(
        lambda _, __: steering.cancel(),
        "The version is given up, and nothing of it stays.",
        "Give this version up?",
        "What was built of it is removed. Searches go on in the live version.",
        "Give it up",
    ),
    "switch": Step(
        lambda by, why: steering.switch(why=why, by=by),
        "Searches ask the new version from now on. The one before it is kept.",
        "Switch to the new version?",
        "Every search asks it from this moment on. The present version is kept and written to: you can go back at any time.",
        "Switch",
    ),
    "roll-back": Step(
        lambda _, __: steering.roll_back(),
        "Searches ask the earlier version again. The one before it is kept.",
        "Go back to the earlier version?",
        "Every search asks it again from this moment on. It has every document that came meanwhile. The present version is kept.",
        "Go back",
    ),
    "free": Step(
        lambda _, __: steering.free(),
        "The earlier version is removed.",
        "Remove the version that isn't live?",
        "Its room becomes free, and documents are written once again instead of twice. There is no way back to it.",
        "Remove it",
    ),
}


@require_GET
def index(request: Request) -> HttpResponse:
    """Administrators: the versions of the index."""
    check_administrator(request.user)
    return render(request, "ingestion/index.html", index_context())


def index_context() -> dict[str, object]:
    """What the page shows, with figures and times as words."""
    shown = showing.shown()
    seconds = shown.other.seconds_left if shown.other else None
    figures = shown.other.compared if shown.other else None
    compared = figures and {**figures, "overlap": round(100 * figures["overlap"]), **_rounded(figures)}
    return {"index": shown, "left": about(rounded(seconds)) if seconds is not None else "", "compared": compared}


def _rounded(figures: dict[str, float]) -> dict[str, int]:
    return {name: round(figures[name]) for name in ("live_milliseconds", "other_milliseconds")}


@require_POST
def change(request: Request, what: str) -> HttpResponse:
    """Administrators: one step with a version of the index; what can't be taken back is asked about first."""
    check_administrator(request.user)
    step = STEPS.get(what)
    if step is None:
        raise NotHere("There is no such page.")
    if step.question and "confirmed" not in request.POST:
        return _question(request, what, showing.shown().held_back if what == "switch" else [])
    try:
        step.work(request.user, request.POST.get("why", "").strip()[:LONGEST_REASON])
        messages.success(request, step.said)
    except SayWhyAnyway:
        return _question(request, what, showing.shown().held_back, status=422)
    except RetrievalError as error:
        messages.error(request, str(error))
    return redirect("ingestion:index")


def _question(request: Request, what: str, held_back: list[Check], status: int = 200) -> HttpResponse:
    """Ask before it is done. What is held back takes a reason, without which it is asked again."""
    context = {"step": STEPS[what], "what": what, "held_back": held_back, "wrong": status != 200, "longest": LONGEST_REASON}
    return render(request, "ingestion/index_confirm.html", context, status=status)
