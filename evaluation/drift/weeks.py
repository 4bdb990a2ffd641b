"""How questions and answers went, week by week: what the tables keep of them, reckoned by the database.

Conversations that were deleted are in no figure, of past weeks neither.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber, TruncWeek
from django.utils import timezone

from assistant.models import Sign, Turn

WEEKS = 12
UNSURE = 0.25
"""Below this confidence of its search an answer counts as unsure; below 0.06 (retrieval.confidence) none is tried."""


@dataclass(frozen=True)
class Week:
    """The questions of one week from its `monday` on. Shares are between 0 and 1, times in seconds; None where nothing tells them.

    `unanswered` is of all that ended, `unsure` of those with a known confidence, `unknown_words` of the questions' telling words.
    """

    monday: date
    questions: int = 0
    unanswered: float | None = None
    unsure: float | None = None
    thumbs_down: int = 0
    asked_again: int = 0
    median_seconds: float | None = None
    p95_seconds: float | None = None
    unknown_words: float | None = None


def weeks(count: int = WEEKS) -> list[Week]:
    """The last weeks, this one last, those without a question among them; empty where nobody asked in all of them."""
    mondays = _mondays(count)
    asked = Turn.objects.filter(created_at__gte=mondays[0]).order_by().annotate(week=TruncWeek("created_at"))
    counted = {row["week"].date(): row for row in _counted(asked)}
    median, p95 = _seconds(asked, 50), _seconds(asked, 95)
    days = [each.date() for each in mondays]
    return [_week(day, counted.get(day), median.get(day), p95.get(day)) for day in days] if counted else []


def since(count: int = WEEKS) -> datetime:
    """When the first of the last weeks began."""
    return _mondays(count)[0]


def as_json(told: list[Week]) -> list[dict[str, Any]]:
    """The weeks with their Mondays as text."""
    return [{**asdict(each), "monday": each.monday.isoformat()} for each in told]


def _mondays(count: int) -> list[datetime]:
    """Midnights, oldest first, by the calendar: a week with a change of the clock is one too."""
    today = timezone.localdate()
    days = [today - timedelta(days=today.weekday() + 7 * back) for back in reversed(range(count))]
    return [timezone.make_aware(datetime(day.year, day.month, day.day)) for day in days]  # noqa: DTZ001


def _counted(asked: QuerySet[Turn]) -> Any:
    again = Exists(Sign.objects.filter(turn=OuterRef("pk"), kind=Sign.Kind.AGAIN))
    return (
        asked.annotate(twice=again)
        .values("week")
        .annotate(
            questions=Count("pk"),
            ended=Count("pk", filter=Q(state=Turn.State.DONE)),
            unanswered=Count("pk", filter=Q(state=Turn.State.DONE, refused=True)),
            judged=Count("confidence"),
            unsure=Count("pk", filter=Q(confidence__lt=UNSURE)),
            thumbs_down=Count("pk", filter=Q(feedback__helpful=False)),
            asked_again=Count("pk", filter=Q(twice=True)),
            all_words=Sum("words"),
            unknown_words=Sum("words_unknown"),
        )
    )


def _seconds(asked: QuerySet[Turn], percent: int) -> dict[date, float]:
    """For each week the time that so many percent of its answers took at most (nearest rank)."""
    took = ExpressionWrapper(F("finished_at") - F("created_at"), output_field=DurationField())
    ranked = asked.filter(state=Turn.State.DONE, finished_at__isnull=False).annotate(
        took=took,
        place=Window(RowNumber(), partition_by=[F("week")], order_by=[F("took").asc()]),
        answers=Window(Count("pk"), partition_by=[F("week")]),
    )
    at = ranked.filter(place=(F("answers") * percent + 99) / 100)
    return {week.date(): round(took.total_seconds(), 2) for week, took in at.values_list("week", "took")}


def _week(day: date, row: dict[str, Any] | None, median: float | None, p95: float | None) -> Week:
    if row is None:
        return Week(day)
    return Week(
        day,
        row["questions"],
        _share(row["unanswered"], row["ended"]),
        _share(row["unsure"], row["judged"]),
        row["thumbs_down"],
        row["asked_again"],
        median,
        p95,
        _share(row["unknown_words"], row["all_words"]),
    )


def _share(part: int | None, whole: int | None) -> float | None:
    return round((part or 0) / whole, 4) if whole else None
