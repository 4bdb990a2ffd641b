"""What the answer worker does: answer one turn, and give back what a dead worker held."""

import logging
from uuid import UUID

from celery import shared_task
from celery.signals import worker_shutting_down
from kombu.exceptions import OperationalError

from assistant import leases

log = logging.getLogger(__name__)


def ring(turn_id: UUID) -> None:
    """Wake a worker. A lost bell is no lost question: the reaper rings again."""
    try:
        answer_turn.delay(str(turn_id))
    except OperationalError:
        log.warning("The broker does not answer; turn %s waits for the reaper", turn_id)


@shared_task
def answer_turn(turn_id: str) -> None:
    """Answer this turn, if nobody else holds it."""
    from assistant import work

    work.answer(UUID(turn_id))


@shared_task
def reap() -> None:
    """Ring again, at most once a minute each, for turns whose worker died or whose bell was lost; end those tried enough."""
    from assistant import work

    for turn in leases.overdue():
        if not work.give_up(turn) and leases.overdue().filter(pk=turn.pk).update(leased_until=leases.end(), lease=None):
            ring(turn.pk)


@shared_task
def sweep_chains() -> None:
    """Remove the ways to answers that have been kept long enough."""
    from assistant import chains

    chains.sweep()


@worker_shutting_down.connect
def _give_back(**_: object) -> None:
    """A worker that is asked to end puts its turns back within a second, instead of being killed over them."""
    leases.stopping.set()
