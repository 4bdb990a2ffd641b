"""What the document worker does for the golden set. No task carries a run: the rows say what is to be done."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.contrib.auth.models import AnonymousUser

from access.access import collections_for
from access.models import Role, User
from evaluation.golden import leases
from leasing import bell

PLAY = "evaluation.tasks.play_next"


def ring() -> None:
    """Tell a worker that there is a run. Never fails: the beat rings too."""
    bell.ring(PLAY)


@shared_task
def play_next() -> None:
    """Ask golden questions for some seconds; then ring again, so that documents which wait have their turn in between."""
    from evaluation.golden import playing

    hold = leases.claim_next()
    if hold:
        over = playing.carry_out(hold)
        if leases.waiting():
            ring()
        elif not over:
            bell.ring(PLAY, after=leases.GIVE_WAY_SECONDS)


@shared_task(ignore_result=False)
def suggest_one(collection_id: str, user_id: int) -> dict[str, Any]:
    """Have the model suggest one golden question to somebody who waits for it; its id, or why there is none."""
    from evaluation.golden import suggesting

    by = User.objects.filter(pk=user_id).first()
    collection = collections_for(by or AnonymousUser(), Role.EDITOR).filter(pk=UUID(collection_id)).first()
    if collection is None:
        return {"error": "The collection is gone, or no longer yours to edit."}
    try:
        return {"golden": str(suggesting.suggest(collection, by).pk)}
    except suggesting.NoSuggestion as error:
        return {"error": str(error)}


@shared_task
def look_after_runs() -> None:
    """Ring for runs that wait unheard or whose worker died; end those over which workers die; note what one would be run with."""
    from evaluation.golden import conditions

    conditions.note()
    leases.break_off_the_stopped()
    if leases.waiting():
        ring()
