"""How fast documents have been worked off lately, from the log of the tries, and how long the work ahead will therefore take."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from ingestion.flow.models import Try

LATELY = timedelta(days=7)
MOST = 300
FEWEST = 5
AT_WORK = timedelta(seconds=30)
OVERHEAD = 100_000
"""Bytes that take as long as what every document costs, whatever its size."""
SURE = 0.5
"""The spread, as a share of the expected time, up to which there is any sense in naming it."""
MINUTE, HOUR, DAY = 60, 3600, 86_400
NAMES = ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"))


@dataclass(frozen=True)
class Pace:
    """Seconds that a unit of work takes, how far single documents are from that, and the work that is under way."""

    unit: float
    spread: float
    workers: int
    running: int
    running_units: int

    def seconds(self, units: int, documents: int) -> int | None:
        """Roughly until work of so many units in so many documents is done; None if nobody can tell."""
        if not self.workers:
            return None
        total = self.unit * (units + self.running_units / 2)
        if self.spread * math.sqrt(documents + self.running) > SURE * total:
            return None
        return rounded(total / self.workers)


def units(size: int) -> int:
    """How much work a document of so many bytes is expected to be."""
    return size + OVERHEAD


def pace() -> Pace | None:
    """The pace of now, in one query; None where too little has been measured."""
    lately = Try.objects.filter(began_at__gte=timezone.now() - LATELY).order_by("-began_at")
    tries = list(lately.only("size", "worker", "began_at", "ended_at", "end")[:MOST])
    took = [(units(each.size), each.took) for each in tries if each.end in (Try.End.READY, Try.End.FAILED)]
    if len(took) < FEWEST:
        return None
    unit = sum(seconds for _, seconds in took) / sum(size for size, _ in took)
    running = [each for each in tries if each.ended_at is None]
    return Pace(unit, _spread(unit, took), _workers(tries), len(running), sum(units(each.size) for each in running))


def rounded(seconds: float) -> int:
    """No more precise than people would say it: whole minutes, from ten minutes on fives, then hours, then days."""
    if seconds < MINUTE:
        return MINUTE // 2
    step = MINUTE if seconds < 10 * MINUTE else 5 * MINUTE if seconds < HOUR else HOUR if seconds < DAY else DAY
    return step * math.ceil(seconds / step)


def about(seconds: int) -> str:
    """What `rounded` leaves, in words."""
    if seconds < MINUTE:
        return "less than a minute"
    number, name = next((seconds // size, name) for size, name in NAMES if seconds >= size)
    return f"about {number} {name}{'s' * (number != 1)}"


def _spread(unit: float, took: Sequence[tuple[int, float]]) -> float:
    return math.sqrt(sum((seconds - unit * size) ** 2 for size, seconds in took) / len(took))


def _workers(tries: Sequence[Try]) -> int:
    """Those that hold a document now, or held one a moment ago and are between two."""
    a_moment_ago = timezone.now() - AT_WORK
    return len({each.worker for each in tries if each.ended_at is None or each.ended_at > a_moment_ago})
