"""One turn of a worker at a version of the index."""

import logging
import time
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from leasing.holding import LeaseLost
from retrieval import cutting, filling, qdrant, versions
from retrieval.building import comparing, leases, removing, yielding
from retrieval.building.leases import Hold
from retrieval.errors import IndexUnavailable, NotNow, RetrievalError
from retrieval.models import Behind, IndexedDocument, IndexVersion, StoredChunk
from retrieval.versions import State

log = logging.getLogger(__name__)
TURN = 10.0
STEP = 32
STEADY = 0.7
UNEXPECTED = "Something went wrong inside Footnote. The reason is in the log."
SAME = (
    "The index is made that way already. Set EMBEDDING_MODEL to another model first, or FOOTNOTE_CHUNK_TOKENS or "
    "FOOTNOTE_CHUNK_OVERLAP to another number, and restart Footnote."
)


def work() -> float | None:
    """Work for a turn; returns in how many seconds the next one may begin, None if there is nothing to do."""
    if removing.remove_gone():
        return 0.0
    leases.set_aside_the_stopped()
    hold = leases.claim_next()
    if hold is None:
        return None
    try:
        with hold.renewed(settings.RETRIEVAL.lease_seconds):
            return _tried(hold)
    except LeaseLost:
        return 0.0 if removing.let_go(hold) else None


def _tried(hold: Hold) -> float:
    """A turn, or why it failed, written down. The edge: the worker goes on whatever happens."""
    try:
        return _turn(hold)
    except LeaseLost:
        raise
    except IndexUnavailable as error:
        hold.put_back(str(error), counted=False)
    except RetrievalError as error:
        hold.set_aside(str(error))
    except Exception:
        log.exception("%s: unexpected error", hold)
        hold.put_back(UNEXPECTED, counted=True)
    return leases.PAUSE.total_seconds()


def _turn(hold: Hold) -> float:
    version, began, written = hold.version(), time.monotonic(), 0
    for count in _steps(hold, version):
        written += count
        hold.check()
        if leases.stopping.is_set() or time.monotonic() - began > TURN or yielding.others_wait():
            break
    spent = time.monotonic() - began
    rest = yielding.rest(spent)
    now = hold.version()
    speed = _speed(now, written, spent + rest) if now.is_cut == version.is_cut else {}
    hold.give_back(after=rest, attempts=0, said="", **speed)
    return rest


def _speed(version: IndexVersion, written: int, seconds: float) -> dict[str, float]:
    """Chunks a second, or documents while it is cut, rests included, smoothed over the last turns."""
    if not written:
        return {}
    now = written / max(seconds, 0.001)
    return {"speed": STEADY * version.speed + (1 - STEADY) * now if version.speed else now}


def _steps(hold: Hold, version: IndexVersion) -> Iterator[int]:
    """All that is to be done for a version, in steps small enough to stop between; yields the chunks that each has written, or the
    documents that it has cut. When all are cut, the turn is over.
    """
    if version.state == State.WAITING:
        _prepare(hold, version)
    if version.state == State.BUILDING and not version.is_cut:
        yield from _cut(hold, version)
        return
    if version.state == State.BUILDING:
        yield from _from_the_text(hold, version)
    yield from _filled(version)
    if version.state == State.BUILDING:
        yield from _completed(hold, version)


def _completed(hold: Hold, version: IndexVersion) -> Iterator[int]:
    """Compare it with what there should be, once. What it lacks is noted, so that the next turn goes on with that."""
    lacking, surplus = comparing.differing(version)
    for version_id in surplus:
        qdrant.delete(version.name, "version_id", version_id)
    comparing.note(version, lacking)
    yield from _filled(version)
    hold.update(state=State.READY, said="", since=timezone.now())


def _prepare(hold: Hold, version: IndexVersion) -> None:
    """Find out how the settings make vectors, and make the collection. Its name is kept first, so that cancelling knows it."""
    known = versions.described()
    if versions.made_like(known).exclude(pk=version.pk).exists():
        raise NotNow(SAME)
    hold.update(**known)
    version.refresh_from_db()
    qdrant.drop_collection(str(known["name"]))
    qdrant.create(str(known["name"]), dimensions=int(known["dimensions"]))
    shared = versions.every().filter(state__in=versions.WRITTEN, chunker=known["chunker"]).exists()
    if not shared:
        cutting.begin_anew(version)
    total = comparing.own(version, comparing.shown_chunks()).count() if shared else IndexedDocument.objects.count()
    hold.update(state=State.BUILDING, is_cut=shared, total=total, began_at=timezone.now())
    version.refresh_from_db()


def _cut(hold: Hold, version: IndexVersion) -> Iterator[int]:
    """Cut all shown documents in the order of their versions' ids, from where the last turn ended; a step is a document here."""
    shown = IndexedDocument.objects.order_by("version_id").values_list("version_id", flat=True)
    while some := list(cutting.after(shown, version.cursor_version)[:STEP]):
        for version_id in some:
            cutting.cut(version, version_id, check=hold.check)
            version.cursor_version = version_id
            hold.update(cursor_version=version_id, done=F("done") + 1, said="")
            yield 1
    total = comparing.own(version, comparing.shown_chunks()).count()
    hold.update(is_cut=True, cursor_version=None, done=0, total=total, speed=0.0)


def _from_the_text(hold: Hold, version: IndexVersion) -> Iterator[int]:
    """The chunks of all shown documents in the order of their versions' ids, from where the last turn ended."""
    while rows := _next(version):
        _put(version, rows)
        version.cursor_version, version.cursor_ordinal = rows[-1].version_id, rows[-1].ordinal
        place = {"cursor_version": version.cursor_version, "cursor_ordinal": version.cursor_ordinal}
        hold.update(**place, done=F("done") + len(rows), said="")
        yield len(rows)


def _next(version: IndexVersion) -> list[StoredChunk]:
    """The condition that says the least lets PostgreSQL begin at the cursor: an OR alone is looked for from the first row on."""
    rows = comparing.own(version, comparing.shown_chunks())
    if version.cursor_version:
        later = Q(version_id=version.cursor_version, ordinal__gt=version.cursor_ordinal)
        rows = rows.filter(later | Q(version_id__gt=version.cursor_version), version_id__gte=version.cursor_version)
    return list(rows.order_by("version_id", "ordinal")[:STEP])


def _put(version: IndexVersion, rows: Sequence[StoredChunk]) -> None:
    """Write their points, and take back those of what went meanwhile: nothing may stay of what is erased."""
    filling.put(version, rows)
    qdrant.delete_points(version.name, list(comparing.gone(version, [row.pk for row in rows])))
    _take_back(version, {row.version_id for row in rows})


def _filled(version: IndexVersion) -> Iterator[int]:
    """Write whole what it is behind with; what went meanwhile leaves nothing. A step is a whole version of a document here."""
    behind = list(Behind.objects.filter(index=version).values_list("version_id", flat=True))
    if behind:
        qdrant.create(version.name, dimensions=version.dimensions)  # Qdrant may have lost it
    for version_id in behind:
        for _ in filling.fill(version, version_id, step=STEP):
            pass
        _take_back(version, {version_id})
        Behind.objects.filter(index=version, version_id=version_id).delete()
        yield 0


def _take_back(version: IndexVersion, version_ids: set[UUID]) -> None:
    for version_id in version_ids:
        if not comparing.has_to_be(version, version_id):
            qdrant.delete(version.name, "version_id", version_id)
