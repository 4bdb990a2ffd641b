"""Real worker processes, killed and stopped: nothing is lost, nothing is half visible, nothing is done twice."""

import time

import pytest
import redis

from access.scope import Scope
from ingestion import tasks
from ingestion.flow.models import Try
from ingestion.models import Leftover, State, Version
from retrieval import index
from retrieval.models import IndexedDocument, StoredChunk
from retrieval.search import search
from tests.ingestion import makers
from tests.ingestion.test_pipeline import long_text, newest, put
from tests.ingestion.workers import until, worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service")]
EVERY_SECOND = 1.0


def test_a_worker_killed_while_reading_and_while_indexing_loses_nothing(cast, redis_service, tmp_path):
    scan = makers.scan_pdf(tmp_path / "a.pdf", [makers.picture(f"Harbour rule {number}. {makers.PROSE}") for number in range(5)])
    scanned = put(cast, "scan.pdf", scan.read_bytes())
    with worker(tmp_path) as first:
        reaping_until(lambda: newest(scanned).state == State.RECOGNISING and newest(scanned).step >= 2)
        first.kill()
    long = put(cast, "long.txt", long_text("Ferries", 300))
    assert nothing_shows(cast)
    with worker(tmp_path) as second:
        reaping_until(lambda: newest(long).state == State.INDEXING and newest(long).step > 0)
        second.kill()
    assert long.pk not in shown(cast)
    redis.Redis.from_url(redis_service).flushall()
    with worker(tmp_path):
        reaping_until(lambda: newest(scanned).state == State.READY and newest(long).state == State.READY)
        reaping_until(lambda: not Leftover.objects.exists())
    for document in (scanned, long):
        version = newest(document)
        assert document.versions.count() == 1
        assert version.attempts <= 3
        assert index.count(version.pk) == StoredChunk.objects.filter(document_id=document.pk).count() > 0
        assert IndexedDocument.objects.get(document_id=document.pk).version_id == version.pk
    assert list(newest(scanned).pages.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert shown(cast) == {scanned.pk, long.pk}


def test_a_stopped_worker_gives_back_what_it_held_at_once(cast, redis_service, tmp_path):
    scan = makers.scan_pdf(tmp_path / "a.pdf", [makers.picture(makers.PROSE) for _ in range(8)])
    document = put(cast, "scan.pdf", scan.read_bytes())
    with worker(tmp_path) as started:
        reaping_until(lambda: newest(document).state == State.RECOGNISING)
        started.stop()
    version = newest(document)
    assert (version.state, version.attempts, version.lease) == (State.RECEIVED, 0, None)


def shown(cast):
    """The documents of which a search shows anything."""
    found = search("ferries harbour rule", Scope(frozenset([cast.handbook.pk])), limit=100)
    return {passage.document_id for passage in found.passages}


def nothing_shows(cast):
    return shown(cast) == set() and not IndexedDocument.objects.exists()


def reaping_until(done):
    """Wait, doing what beat does: the reaper's work, every second instead of every ten."""
    last = 0.0

    def look():
        nonlocal last
        if time.monotonic() - last > EVERY_SECOND:
            last = time.monotonic()
            tasks.reap()
        return done()

    try:
        until(look, seconds=200)
    except AssertionError as late:
        standing = list(Version.objects.values("state", "trouble", "step", "attempts", "lease", "leased_until"))
        raise AssertionError(standing, list(Try.objects.values("end", "reason", "detail", "worker", "began_at"))) from late
