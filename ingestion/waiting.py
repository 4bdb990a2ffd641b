"""Waiting until documents are ready or have failed; where no worker is alive, doing the work here."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from celery import current_app
from django.db.models import Q, QuerySet
from kombu.exceptions import OperationalError

from ingestion import attempts, leases, leftovers
from ingestion.batches import batched
from ingestion.errors import IngestionError
from ingestion.flow import held_up, line
from ingestion.models import UNFINISHED, Document, State, Version
from ingestion.refusals import DEEPEST

QUEUE = "documents"
LOOK_SECONDS = 1.0
PING_SECONDS = 15.0


class ServiceLost(IngestionError):
    """The work can't go on in this process, because something it needs does not answer."""


@dataclass(frozen=True)
class Standing:
    """How far a set of documents is, and roughly the seconds until the last of them is through; None where nobody can tell."""

    ready: int
    failed: int
    unfinished: int
    seconds: int | None = None

    @property
    def finished(self) -> bool:
        """Whether none is on its way any more."""
        return not self.unfinished


def wait(document_ids: Iterable[UUID], *, told: Callable[[Standing], None]) -> Standing:
    """Return when these documents, and what came inside them, are ready or failed; `told` hears how far they are.

    Raises ServiceLost if the work has to be done here and can't.
    """
    ids, looked, here = list(document_ids), 0.0, False
    while not (standing := stand(ids)).finished:
        told(standing)
        if time.monotonic() - looked > PING_SECONDS:
            here, looked = not worker_is_alive(), time.monotonic()
        if not (here and _work()):
            time.sleep(LOOK_SECONDS)
    told(standing)
    return standing


def stand(document_ids: list[UUID]) -> Standing:
    """How far these documents are, with everything that came inside them."""
    newest = [row for some in batched(document_ids) for row in _with_insides(some).values_list("latest", "latest__state")]
    states = [state for _, state in newest]
    return Standing(
        ready=states.count(State.READY),
        failed=states.count(State.FAILED),
        unfinished=sum(state in UNFINISHED for state in states),
        seconds=line.seconds_until_through(version for version, state in newest if state == State.RECEIVED),
    )


def failures(document_ids: list[UUID]) -> list[Version]:
    """The newest versions of those of these documents, and of what came inside them, that failed."""
    failed = [
        version
        for some in batched(document_ids)
        for version in Version.objects.filter(state=State.FAILED, document__in=_with_insides(some)).select_related("document")
    ]
    return [version for version in failed if version.document.latest_id == version.pk]


def states(document_ids: list[UUID]) -> dict[str, str]:
    """The states of the newest versions of these documents, by their ids."""
    rows = [
        row for some in batched(document_ids) for row in Document.objects.filter(pk__in=some).values_list("pk", "latest__state")
    ]
    return {str(document_id): state or "" for document_id, state in rows}


def worker_is_alive() -> bool:
    """Whether a worker somewhere listens for documents."""
    try:
        queues = current_app.control.inspect(timeout=2).active_queues() or {}
    except (OperationalError, OSError):
        return False
    return any(queue["name"] == QUEUE for listening in queues.values() for queue in listening)


def _work() -> bool:
    """Do what a worker does, once; False if there is nothing to take now."""
    attempts.give_back_the_stopped()
    if why := held_up.reason():
        raise ServiceLost(f"The documents wait in the queue: {why}.")
    leftovers.sweep()
    lease = leases.claim_next()
    if lease and not attempts.attempt(lease):
        raise ServiceLost("A service that is needed does not answer; the log above says which. The documents wait in the queue.")
    return lease is not None


def _with_insides(document_ids: list[UUID]) -> QuerySet[Document]:
    inside = Q(pk__in=document_ids)
    for depth in range(1, DEEPEST + 1):
        inside |= Q(**{"__".join(["parent"] * depth) + "__in": document_ids})
    return Document.objects.filter(inside)
