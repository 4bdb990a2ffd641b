"""The work of the whole house at one moment, as its operator needs to see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from ingestion import queue, room
from ingestion.flow import held_up
from ingestion.flow.models import Pause, Try
from ingestion.models import UNFINISHED, Document, State, Version

WINDOWS = {"The last hour": timedelta(hours=1), "The last day": timedelta(days=1)}


@dataclass(frozen=True)
class Running:
    """One document that is being worked on; `worker` names machine, process and thread."""

    document: Document
    stage: str
    step: int
    steps: int
    worker: str
    since: datetime | None


@dataclass(frozen=True)
class Throughput:
    """What was done in a time. Seconds are those that a page took in each stage, None where no page went through it."""

    name: str
    documents: int
    failed: int
    pages: int
    recognised: int
    reading: float | None
    recognising: float | None
    indexing: float | None


@dataclass(frozen=True)
class Overview:
    """What waits, runs, has failed and is paused, and how fast it went lately. `held_up` says why nothing can be begun now."""

    held_up: str
    room: str
    waiting: int
    running: tuple[Running, ...]
    failed: int
    oldest: Version | None
    pauses: tuple[Pause, ...]
    throughput: tuple[Throughput, ...]

    @property
    def all_paused(self) -> bool:
        """Whether everything is paused."""
        return any(pause.collection_id is None for pause in self.pauses)


def overview() -> Overview:
    """Look it up: a fixed number of queries, however much waits."""
    newest = Version.objects.filter(document__deleted_at=None, document__latest=F("pk"))
    return Overview(
        held_up=held_up.shown(),
        room=room.figures(),
        waiting=queue.waiting().count(),
        running=tuple(_running()),
        failed=newest.filter(state=State.FAILED).count(),
        oldest=queue.waiting().order_by("queued_at").select_related("document__collection").first(),
        pauses=tuple(Pause.objects.select_related("collection", "by").order_by("since")),
        throughput=tuple(_throughput(name, timezone.now() - time) for name, time in WINDOWS.items()),
    )


def _running() -> Iterable[Running]:
    held = Version.objects.filter(state__in=UNFINISHED, lease__isnull=False, leased_until__gte=timezone.now())
    versions = list(held.select_related("document__collection").order_by("queued_at"))
    tries = Try.objects.in_bulk([each.lease for each in versions if each.lease])
    for version in versions:
        known = tries.get(version.lease) if version.lease else None
        stage, step, steps = version.get_state_display(), version.step, version.steps
        yield Running(version.document, stage, step, steps, known.worker if known else "", known.began_at if known else None)


def _throughput(name: str, since: datetime) -> Throughput:
    done = Try.objects.filter(ended_at__gte=since, end__in=(Try.End.READY, Try.End.FAILED))
    known = done.aggregate(
        documents=Count("pk", filter=Q(end=Try.End.READY)),
        failed=Count("pk", filter=Q(end=Try.End.FAILED)),
        read=Sum("pages", default=0),
        seen=Sum("recognised", default=0),
        reading=Sum("reading_seconds", filter=Q(pages__gt=F("recognised")), default=0.0),
        recognising=Sum("recognising_seconds", filter=Q(recognised__gt=0), default=0.0),
        indexing=Sum("indexing_seconds", filter=Q(pages__gt=0, end=Try.End.READY), default=0.0),
        indexed=Sum("pages", filter=Q(end=Try.End.READY), default=0),
    )
    pages, recognised = known["read"], known["seen"]
    return Throughput(
        name,
        known["documents"],
        known["failed"],
        pages,
        recognised,
        reading=_each(known["reading"], pages - recognised),
        recognising=_each(known["recognising"], recognised),
        indexing=_each(known["indexing"], known["indexed"]),
    )


def _each(seconds: float, pages: int) -> float | None:
    return seconds / pages if pages else None
