"""A collection's golden set as its page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from access.models import Collection
from evaluation.golden import choices, conditions, keeping
from evaluation.golden.choices import Choice
from evaluation.golden.showing import line, place_of
from evaluation.golden.trends import trend
from evaluation.models import GoldenQuestion, GoldenResult, GoldenRun

RUNS = 20
"""So many of the last runs are shown."""


@dataclass(frozen=True)
class Row:
    """One question with its sources and what the last run found."""

    golden: GoldenQuestion
    sources: list[Choice]
    result: GoldenResult | None

    @property
    def gone(self) -> int:
        """How many of its sources are gone."""
        return sum(each.gone for each in self.sources)

    @property
    def left_out(self) -> bool:
        """Whether nothing of its sources is left, so that it is not asked."""
        return self.golden.answerable and self.gone == len(self.sources)

    @property
    def found(self) -> str:
        """What the last run found, in words."""
        return place_of(self.result) if self.result else ""


def page(collection: Collection) -> dict[str, Any]:
    """What the page's template needs."""
    runs = list(collection.golden_runs.select_related("asked_by", "accepted_by").order_by("-asked_at")[:RUNS])
    done = [each for each in runs if each.state == GoldenRun.State.DONE and not each.index]
    last = done[0] if done else None
    changed, since = conditions.changed_since(last)
    return {
        "changed": changed,
        "changed_since": since,
        "last": last,
        "rows": _rows(collection, keeping.confirmed(collection), last),
        "suggestions": _rows(collection, keeping.suggested(collection), None),
        "runs": [line(each) for each in runs],
        "trend": trend(done[::-1]),
    }


def _rows(collection: Collection, questions: Iterable[GoldenQuestion], last: GoldenRun | None) -> list[Row]:
    known = list(questions)
    results = {each.question_id: each for each in last.results.all()} if last else {}
    sources = choices.chosen(collection, [place for golden in known for place in keeping.places(golden)])
    by_place = {each.place: each for each in sources}
    return [Row(golden, [by_place[place] for place in keeping.places(golden)], results.get(golden.pk)) for golden in known]
