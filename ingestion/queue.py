"""The order in which versions are worked on, and the bell that calls a worker. The rows are the queue; a lost bell loses nothing.

In a round each collection has one version; where several people wait for versions in it, they take turns at that. So ten thousand
files hold up neither a single file in another collection nor somebody else's single file in the same one.
"""

import logging
import threading
from uuid import UUID

from celery import current_app
from django.db.models import Min, QuerySet
from kombu.exceptions import OperationalError

from ingestion.models import UNFINISHED, State, Version

log = logging.getLogger(__name__)
BELL_SECONDS = 60
# Without a policy of its own, a broker that is away would hold up each upload for six seconds.
ONCE = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
WORK = "ingestion.tasks.ingest_next"
SWEEP = "ingestion.tasks.sweep"
SYNC = "ingestion.tasks.sync_next"
MOST_PEOPLE = 100

# That the broker was away at the last bell is said once, not for each of ten thousand files.
_broker_is_away = threading.Event()


def ring(task: str) -> None:
    """Tell a worker that there is something to do. Never fails: with nobody to hear it, the reaper rings again later."""
    try:
        current_app.send_task(task, expires=BELL_SECONDS, retry=True, retry_policy=ONCE, ignore_result=True)
        _broker_is_away.clear()
    except (OperationalError, OSError) as error:
        log.log(
            logging.DEBUG if _broker_is_away.is_set() else logging.WARNING,
            "The broker does not answer (%s): workers learn of new work when it does.",
            type(error).__name__,
        )
        _broker_is_away.set()


def next_round(collection_id: UUID, asked_by: int | None) -> int:
    """The round of a version that comes in now, for the person who asks for it; sources of a collection count as one person.

    Never before the round that is being served, and after this person's last by as many rounds as there are people who
    wait in the collection: each of them has one version in so many rounds.
    """
    unfinished = Version.objects.filter(state__in=UNFINISHED)
    serving: int = unfinished.aggregate(first=Min("round"))["first"] or 0
    here = unfinished.filter(document__collection=collection_id)
    own = here.filter(asked_by=asked_by).order_by("-round").values_list("round", flat=True).first()
    if own is None:
        return serving
    people = here.filter(round__lt=serving + MOST_PEOPLE).order_by().values("asked_by").distinct().count()
    return max(serving, own + max(people, 1))


def waiting() -> QuerySet[Version]:
    """The versions that nobody works on, first come first."""
    return Version.objects.filter(state=State.RECEIVED).order_by("round", "queued_at", "pk")
