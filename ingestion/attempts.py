"""One try at a version, and what its end means for it: ready, failed with a reason, or back into the queue."""

import logging
from datetime import timedelta

import stamina
from django.conf import settings
from django.db import close_old_connections, transaction
from django.db.models import F
from django.utils import timezone

from ingestion import changes, leases, leftovers, passwords, pipeline, queue, room, storage
from ingestion.errors import LeaseLost, WorkerStopped
from ingestion.flow import held_up, tries
from ingestion.flow.models import Try
from ingestion.flow.outcomes import DATABASE_AWAY, FULL, Outcome, is_lost_service, outcome
from ingestion.leases import Lease
from ingestion.models import Document, State, Version
from ingestion.reading.errors import NeedsMoreRoom, ReadingError
from ingestion.screening import Stopped
from ingestion.taking_down import TOGETHER

log = logging.getLogger(__name__)
SERVICE_PAUSE = timedelta(seconds=15)
TRY_PAUSE = timedelta(seconds=5)
NO_PAUSE = timedelta()
MOST_DEATHS = 2
"""A worker dies of many things, seldom of a file: so many times as many deaths as tries until the file is believed to kill."""


def attempt(lease: Lease) -> bool:
    """Try the version that this lease holds. False if a service was lost, so that trying others is of no use now."""
    version = lease.held().select_related(*TOGETHER).first()
    if version is None:
        return True
    with leases.renewed(lease):
        try:
            pipeline.ingest(version, lease)
        except Exception as error:  # the edge: whatever a file does, the worker and the other documents go on
            _end_when_the_database_answers(version, lease, error)
            held_up.note(error)
            return not is_lost_service(error)
    tries.end(lease.id, lease.clock, Try.End.READY)
    return True


def give_back_the_stopped() -> None:
    """Return what dead workers held to the queue; what was tried often enough is set aside."""
    for version in leases.expired().select_related(*TOGETHER):
        if version.lease:
            lease = Lease(version.pk, version.lease)
            lease.clock.at(version.state, version.step, version.steps)
            _end(version, lease, WorkerStopped())
    tries.tidy()


def _end_when_the_database_answers(version: Version, lease: Lease, error: Exception) -> None:
    """A database that was away for a moment must not cost the version one of its tries."""
    for again in stamina.retry_context(on=DATABASE_AWAY, attempts=None, timeout=settings.INGESTION.lease_seconds):
        with again:
            close_old_connections()
            _end(version, lease, error)


def _end(version: Version, lease: Lease, error: Exception) -> None:
    ended = outcome(error, stopping=leases.stopping.is_set())
    _log(version, ended, error)
    try:
        _follow(version, lease, ended)
        changes.announce(version.document)
    except LeaseLost:
        leftovers.let_go(version)
        ended = Outcome(Try.End.LOST)
    tries.end(lease.id, lease.clock, ended.how, reason=ended.reason, detail=ended.detail)


def _log(version: Version, ended: Outcome, error: Exception) -> None:
    level = logging.INFO if ended.how in (Try.End.FAILED, Try.End.STOPPED) else logging.WARNING
    unforeseen = ended.how == Try.End.AGAIN and not isinstance(error, ReadingError)
    about = f"{ended.how.label}: {ended.detail or ended.reason}"
    log.log(
        logging.ERROR if unforeseen else level, "version %s, try %s: %s", version.pk, version.attempts, about,
        exc_info=error if unforeseen else None,
    )  # fmt: skip


def _follow(version: Version, lease: Lease, ended: Outcome) -> None:
    """What becomes of the version. What only waits, or was interrupted, has not used up one of its tries."""
    match ended.how:
        case Try.End.AGAIN if version.attempts < settings.INGESTION.tries:
            leases.give_back(lease, after=TRY_PAUSE, counted=True)
        case Try.End.DIED if tries.deaths(version.pk) + 1 < MOST_DEATHS * settings.INGESTION.tries:
            leases.give_back(lease, after=NO_PAUSE, counted=False)
        case Try.End.WAITED if ended.reason == FULL:
            _make_room(version)
            _wait_for_room(version, lease, ended)
        case Try.End.WAITED:
            leases.give_back(lease, after=SERVICE_PAUSE, counted=False)
        case _ if ended.why:
            _fail(version, lease, ended.why)
        case _:
            leases.give_back(lease, after=NO_PAUSE, counted=False)


def _make_room(version: Version) -> None:
    """On a full disk the pictures of what was read would only take up room: what has lost them is read again (ingestion.ranges).

    What nobody would make anew stays.
    """
    if not (version.returning or version.recalled):
        storage.discard_page_images(version.pk)


def _wait_for_room(version: Version, lease: Lease, ended: Outcome) -> None:
    """Others who fill the disk cost it no try. Where there is room again now that its pictures are gone, it filled it itself."""
    filled = ended.ours and not room.is_short(version.size)
    if filled and version.attempts >= settings.INGESTION.tries:
        _fail(version, lease, NeedsMoreRoom())
    else:
        leases.give_back(lease, after=SERVICE_PAUSE, counted=filled)


def _fail(version: Version, lease: Lease, why: ReadingError) -> None:
    """Set the version aside with its reason; pages, points and images of the broken-off try go, the file stays.

    What the rules stopped keeps its pages: nothing of it is in the index, and an editor may decide on it.
    """
    said = {"reason": why.reason, "advice": why.advice, "trouble": why.code}
    if version.returning:
        _stay_earlier(version, lease)
        return
    with transaction.atomic():
        lease.update(state=State.FAILED, lease=None, leased_until=None, finished_at=timezone.now(), **said)
        passwords.after_failure(version.document_id, why)
        if not isinstance(why, Stopped):
            leftovers.unread(version)
    queue.ring(queue.SWEEP)


def _stay_earlier(version: Version, lease: Lease) -> None:
    """The way back to an earlier version broke off: it stays what it was, and the present one stays in use."""
    with transaction.atomic():
        lease.update(state=State.READY, returning=False, lease=None, leased_until=None)
        Document.objects.filter(pk=version.document_id).update(latest=F("current"))
        leftovers.hide(Version.objects.filter(pk=version.pk))
