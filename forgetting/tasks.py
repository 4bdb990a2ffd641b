"""What the worker does. No task carries an erasure: the rows say what is to be done."""

from celery import shared_task

from forgetting import carrying_out, leases


@shared_task
def work() -> None:
    """Carry out all that can be carried out now. The beat rings for it too, so that what a dead worker held goes on."""
    leases.set_aside_the_stopped()
    while hold := leases.claim_next():
        carrying_out.carry_out(hold)
