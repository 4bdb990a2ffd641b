"""The bell that calls a worker. The rows are the queue; a lost bell loses nothing, as the beat rings too."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
WORK = "forgetting.tasks.work"
EXPIRES_SECONDS = 60
ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}


def ring() -> None:
    """Tell a worker that there is something to erase. Never fails."""
    try:
        current_app.send_task(WORK, expires=EXPIRES_SECONDS, retry=True, retry_policy=ONCE, ignore_result=True)
    except (OperationalError, OSError):
        log.warning("The broker does not answer: erasing begins when it does.")
