"""What the document worker does. No task carries a document: the rows say what is to be done, and a lost message loses nothing."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready, worker_shutting_down

from ingestion import attempts, emptying, expiring, leases, leftovers, queue, room, trash
from ingestion.arriving import ending
from ingestion.flow import held_up
from ingestion.models import Leftover
from ingestion.ranges import holding, sharing
from ingestion.reading import processes
from ingestion.sources import runs, schedule, syncing

BELLS = 4


@shared_task
def ingest_next() -> None:
    """Work on the version whose turn it is, or if none waits, on pages of a long one; at the end, ring for what is next.

    What holds all work up, the reaper waits out.
    """
    if held_up.reason():
        return
    lease = leases.claim_next()
    goes_on = attempts.attempt(lease) if lease else sharing.help_out()
    if goes_on and (leases.due(1) or holding.due(1)):
        queue.ring(queue.WORK)


@shared_task
def reap() -> None:
    """Give back what dead workers held, and ring for whatever waits unheard."""
    attempts.give_back_the_stopped()
    expiring.put_away()
    if Leftover.objects.exists() or trash.due().exists():
        queue.ring(queue.SWEEP)
    for _ in range(0 if held_up.reason() else leases.due(BELLS) or holding.due(BELLS)):
        queue.ring(queue.WORK)
    ending.tidy()


@shared_task
def sweep() -> None:
    """Empty the trash of what is due; remove what versions that are gone have left in the index and on disk."""
    emptying.empty_due()
    leftovers.sweep()


@shared_task
def look_after_sources() -> None:
    """Ask for the runs that are due, and ring for those that wait unheard."""
    runs.set_aside_the_stopped()
    schedule.ask_for_due()
    for _ in range(runs.waiting(BELLS)):
        queue.ring(queue.SYNC)


@shared_task
def sync_next() -> None:
    """Carry out the run that has waited longest; at the end, ring for the next one. With no room on the disk, runs wait."""
    hold = None if leases.stopping.is_set() or room.is_short() else runs.claim_next()
    if hold:
        syncing.carry_out(hold)
        if runs.waiting(1):
            queue.ring(queue.SYNC)


@worker_ready.connect
def _read_in_forks(sender: Any, **_: object) -> None:
    """A document worker reads many files: it spares each the seconds in which libraries are imported."""
    if any(each.name == "documents" for each in sender.task_consumer.queues):
        processes.use_fork_server()


@worker_shutting_down.connect
def _stop_between_steps(**_: object) -> None:
    """A worker that is asked to stop puts its versions back at their next step, instead of being killed over them."""
    leases.stopping.set()
