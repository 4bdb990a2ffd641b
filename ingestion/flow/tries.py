"""The log of the tries: begun with the lease, ended with what became of it, closed by the reaper where nobody else could."""

import os
import socket
import threading
from datetime import timedelta
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils import timezone

from ingestion.flow.clock import Clock
from ingestion.flow.models import Try
from ingestion.models import State, Version

KEPT = timedelta(days=90)
UNFINISHED_BUSINESS = Q(ended_at=None) | Q(end=Try.End.LOST)


def begin(lease_id: UUID, version_id: UUID) -> None:
    """Write down that this process begins with a version it has just taken."""
    version = Version.objects.only("document", "size").get(pk=version_id)
    Try.objects.create(
        id=lease_id,
        document_id=version.document_id,
        version_id=version_id,
        number=Try.objects.filter(version_id=version_id).count() + 1,
        worker=worker(),
        size=version.size,
        began_at=timezone.now(),
        state=State.READING,
    )


def end(lease_id: UUID, clock: Clock, how: Try.End, *, reason: str = "", detail: str = "") -> None:
    """Write down what a try came to, without words if the document went meanwhile. Safe to repeat."""
    Try.objects.filter(UNFINISHED_BUSINESS, pk=lease_id).update(
        ended_at=timezone.now(),
        end=how,
        state=clock.state,
        step=clock.step,
        steps=clock.steps,
        reason=_while_it_is_there(reason),
        detail=_while_it_is_there(detail[:300]),
        pages=clock.pages,
        recognised=clock.recognised,
        reading_seconds=clock.seconds(State.READING),
        recognising_seconds=clock.seconds(State.RECOGNISING),
        indexing_seconds=clock.seconds(State.INDEXING),
    )


def _while_it_is_there(words: str) -> Case:
    return Case(When(document=None, then=Value("")), default=Value(words))


def deaths(version_id: UUID) -> int:
    """How often the worker died over this version, the try that is being ended not counted."""
    return Try.objects.filter(version_id=version_id, end=Try.End.DIED).count()


def tidy() -> None:
    """Close the tries whose version nobody holds any more, and forget old ones."""
    held = Version.objects.filter(lease=OuterRef("pk"))
    Try.objects.filter(~Exists(held), ended_at=None).update(ended_at=timezone.now(), end=Try.End.LOST)
    Try.objects.filter(began_at__lt=timezone.now() - KEPT).exclude(ended_at=None).delete()


def worker() -> str:
    """This thread of this process, as an operator finds it in the list of processes."""
    return f"{socket.gethostname()[:80]} {os.getpid()} {threading.current_thread().name.rpartition('-')[2][:20]}"
