"""How the house's questions go, week by week, and what its documents don't answer: for administrators."""

import logging

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.access import NotHere
from access.requests import Request
from evaluation.drift import topics, weeks

log = logging.getLogger(__name__)


@require_safe
def drift(request: Request) -> HttpResponse:
    """Administrators only. Who looks at questions of somebody else is written to the log, as on the pages of ways to answers."""
    if not request.user.is_superuser:
        raise NotHere("There is nothing here.")
    found = topics.unanswered(weeks.since())
    others = [str(each.turn_id) for topic in found for each in topic.examples if each.asker != request.user.pk]
    if others:
        log.warning("Administrator %s looks at questions that were not answered (turns %s)", request.user, ", ".join(others))
    told = [(each, _percents(each)) for each in reversed(weeks.weeks())]
    context = {"weeks": told, "topics": found, "count": weeks.WEEKS, "unsure": f"{weeks.UNSURE:.0%}"}
    return render(request, "evaluation/drift.html", context)


def _percents(week: weeks.Week) -> dict[str, str]:
    """Its shares as the page writes them."""
    shares = {"unanswered": week.unanswered, "unsure": week.unsure, "unknown_words": week.unknown_words}
    return {name: "–" if share is None else f"{share:.0%}" for name, share in shares.items()}
