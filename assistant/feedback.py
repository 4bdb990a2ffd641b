"""Thumbs: one a turn, changeable, with reasons that can be counted."""

from collections.abc import Iterable

from django.db.models import QuerySet

from assistant.models import Feedback, Turn

REASONS: dict[str, str] = {
    "wrong": "The answer is wrong",
    "incomplete": "Something is missing",
    "source": "The source doesn't say that",
    "outdated": "The source is out of date",
    "not_found": "It is in the documents, but wasn't found",
    "unclear": "Hard to understand",
}


def rate(turn: Turn, *, helpful: bool, reasons: Iterable[str] = (), comment: str = "") -> Feedback:
    """Give or change the thumb on a turn. Reasons that don't exist are left out."""
    known = [reason for reason in REASONS if reason in set(reasons)]
    values = {"helpful": helpful, "reasons": known, "comment": comment.strip()}
    return Feedback.objects.update_or_create(turn=turn, defaults=values)[0]


def withdraw(turn: Turn) -> None:
    """Take the thumb back."""
    Feedback.objects.filter(turn=turn).delete()


def given() -> QuerySet[Feedback]:
    """All feedback for the administrators' page, newest first, with question, asker and passages."""
    rows = Feedback.objects.select_related("turn__conversation__user", "turn__chain").defer("turn__chain__told")
    return rows.prefetch_related("turn__citations", "turn__signs").order_by("-changed_at")
