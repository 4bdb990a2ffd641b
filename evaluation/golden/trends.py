"""Figures over time as a drawing: a line for each, a point for each run."""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.models import GoldenRun

WIDTH, HEIGHT, MARGIN = 640, 180, 28
LINES = {"ndcg": "nDCG in the first 10", "recall": "Recall in the first 5", "decided_rightly": "Rightly answered or refused"}


@dataclass(frozen=True)
class Drawn:
    """One figure's line: its points in the drawing, and what they stand for."""

    key: str
    name: str
    points: tuple[tuple[float, float], ...]

    @property
    def path(self) -> str:
        """The points as a polyline has them."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


@dataclass(frozen=True)
class Trend:
    """The drawing, and the heights at which 0, a half and 1 lie."""

    lines: tuple[Drawn, ...]
    marks: tuple[tuple[str, float], ...] = tuple(
        (f"{value:g}", MARGIN + (1 - value) * (HEIGHT - 2 * MARGIN)) for value in (0, 0.5, 1)
    )
    width: int = WIDTH
    height: int = HEIGHT
    left: int = MARGIN


def trend(runs: Sequence[GoldenRun]) -> Trend | None:
    """Finished runs, oldest first; one run alone makes no line."""
    if len(runs) < 2:
        return None
    return Trend(tuple(Drawn(key, name, _points(runs, key)) for key, name in LINES.items() if _points(runs, key)))


def _points(runs: Sequence[GoldenRun], key: str) -> tuple[tuple[float, float], ...]:
    step = (WIDTH - 2 * MARGIN) / (len(runs) - 1)
    values = [(number, run.figures[key]["value"]) for number, run in enumerate(runs) if key in run.figures]
    return tuple(
        (round(MARGIN + number * step, 1), round(MARGIN + (1 - value) * (HEIGHT - 2 * MARGIN), 1)) for number, value in values
    )
