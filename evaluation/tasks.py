"""What the document worker does for the golden set. No task carries a run: the rows say what is to be done."""

import logging
from typing import Any
from uuid import UUID

from celery import current_app, shared_task
from django.contrib.auth.models import AnonymousUser
from kombu.exceptions import OperationalError

from access.access import collections_for
from access.models import Role, User
from evaluation.golden import leases

log = logging.getLogger(__name__)
PLAY = "evaluation.tasks.play_next"
EXPIRES_SECONDS = 60
ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}


def ring() -> None:
    """Tell a worker that there is a run. Never fails: the beat rings too."""
    try:
        current_app.send_task(PLAY, expires=EXPIRES_SECONDS, retry=True, retry_policy=ONCE, ignore_result=True)
    except (OperationalError, OSError):
        log.warning("The broker does not answer: golden questions are asked when it does.")


@shared_task
def play_next() -> None:
    """Ask golden questions for some seconds; then ring again, so that documents which wait have their turn in between."""
    from evaluation.golden import playing

    hold = leases.claim_next()
    if hold:
        playing.carry_out(hold)
        if leases.waiting():
            ring()


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
    """Ring for runs that wait unheard or whose worker died; end those over which workers die."""
    leases.break_off_the_stopped()
    if leases.waiting():
        ring()
