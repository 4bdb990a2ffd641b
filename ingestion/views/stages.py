"""What is happening to a version, in the few words that its row has room for."""

from dataclasses import dataclass
from typing import Literal

from ingestion.flow.cancelling import CANCELLED
from ingestion.flow.line import Place
from ingestion.flow.pace import about
from ingestion.models import State, Version
from ingestion.reading.errors import ASKS_FOR_A_PASSWORD
from ingestion.rescreening import SET_ASIDE

Tone = Literal["ok", "busy", "bad", ""]
TONES: dict[str, Tone] = {State.READY: "ok", State.FAILED: "bad"}
LAST_TEENS = range(11, 14)


@dataclass(frozen=True)
class Stage:
    """Where a version stands. `tone` is its badge's class; `step` of `steps` are pages, 0 of 0 where they aren't known.

    `still`: nothing moves until somebody resumes.
    """

    text: str
    tone: Tone
    step: int = 0
    steps: int = 0
    still: bool = False


def stage(version: Version, place: Place | None) -> Stage:
    """The stage of a version, with its place if it waits in line: what waits without one is paused."""
    tone = TONES.get(version.state, "busy")
    if version.state == State.FAILED and version.trouble == CANCELLED:
        return Stage(version.reason, "")
    if version.state == State.FAILED and version.trouble in ASKS_FOR_A_PASSWORD:
        return Stage("Needs a password", tone)
    if version.state == State.FAILED and version.trouble in SET_ASIDE:
        return Stage("Held for review" if version.trouble == "held" else "Refused", tone)
    if version.state == State.RECEIVED:
        return Stage(in_line(place), tone) if place else Stage("Paused", tone, still=True)
    if version.state in (State.READING, State.RECOGNISING) and version.steps:
        return Stage(f"{version.get_state_display()} page {version.step} of {version.steps}", tone, version.step, version.steps)
    return Stage(version.get_state_display(), tone)


def in_line(place: Place) -> str:
    """A place as people say it: Next in line; 12th in line, about 4 minutes."""
    where = "Next" if place.number == 1 else f"{place.number:,}{_ending(place.number)}"
    return f"{where} in line" + (f", {about(place.seconds)}" if place.seconds else "")


def _ending(number: int) -> str:
    if number % 100 in LAST_TEENS:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
