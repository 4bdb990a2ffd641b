"""The bell that calls a worker. The rows are the queue; a lost bell loses nothing, as the beat rings too."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
BUILD, COMPARE = "retrieval.tasks.build_index", "retrieval.tasks.compare_index"
EXPIRES_SECONDS = 60
ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}


def ring(task: str = BUILD, after: float = 0.0) -> None:
    """Tell a worker that there is something to do for a version of the index, in so many seconds. Never fails."""
    try:
        current_app.send_task(
            task, countdown=after, expires=after + EXPIRES_SECONDS, retry=True, retry_policy=ONCE, ignore_result=True
        )
    except (OperationalError, OSError):
        log.warning("The broker does not answer: workers learn of it when it does.")
