"""Deleting for good: what has been in the trash long enough, or was given up there."""

from django.db import transaction

from ingestion import intake, leftovers, queue, trash
from ingestion.errors import IntakeError
from ingestion.models import Document


def remove(document: Document) -> None:
    """Delete a document and what came inside it for good, whether it is in the trash or not; a worker sweeps the rest."""
    with intake.changing(document.collection):
        leftovers.remove_all(leftovers.family(document))
        transaction.on_commit(lambda: queue.ring(queue.SWEEP))


def empty_due() -> None:
    """Delete what is due, one document in a transaction: whatever dies, the rest is done the next time."""
    for document in list(trash.due().select_related("collection")[:1000]):
        _empty(document)


def _empty(document: Document) -> None:
    try:
        with intake.changing(document.collection):
            if trash.due().filter(pk=document.pk).exists():
                leftovers.remove_all(leftovers.family(document))
    except IntakeError:
        return  # the collection went meanwhile, and all with it
