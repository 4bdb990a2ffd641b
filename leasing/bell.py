"""The bell that calls a worker. Rows are the queue of record; a lost bell loses nothing, as the beat rings too."""

import logging
import threading

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
EXPIRES_SECONDS = 60
# Without a policy of its own, a broker that is away would hold up each upload for six seconds.
ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}

# That the broker was away at the last bell is said once, not for each of ten thousand files.
_broker_is_away = threading.Event()


def ring(task: str, *, after: float = 0.0) -> None:
    """Tell a worker that there is something to do for this task, in so many seconds. Never fails: unheard, the beat rings again."""
    try:
        current_app.send_task(
            task, countdown=after, expires=after + EXPIRES_SECONDS, retry=True, retry_policy=ONCE, ignore_result=True
        )
        _broker_is_away.clear()
    except (OperationalError, OSError) as error:
        log.log(
            logging.DEBUG if _broker_is_away.is_set() else logging.WARNING,
            "The broker does not answer (%s): workers learn of new work when it does.",
            type(error).__name__,
        )
        _broker_is_away.set()
