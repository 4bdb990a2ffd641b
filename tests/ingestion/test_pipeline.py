"""From a file to what search finds, in this process: one visible version at any moment, and an end for whatever happens."""

import io
import random
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from access.scope import Scope
from ingestion import attempts, emptying, intake, leases, leftovers, storage
from ingestion.flow import outcomes
from ingestion.models import Document, Leftover, Page, State, Version
from retrieval import index
from retrieval.models import IndexedDocument, StoredChunk
from retrieval.search import search
from tests.ingestion import makers
from tests.ingestion.workers import claimed, until, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]
WORDS = "harbour ferry quay lantern anchor rope tide gull pier crane buoy sail mast deck keel"


def put(cast, name, data, parent=None):
    return intake.accept(cast.handbook, name, io.BytesIO(data), by=cast.alice, parent=parent).document


def newest(document):
    return Document.objects.select_related("latest__document").get(pk=document.pk).latest


def found(cast, question):
    return {passage.version_id for passage in search(question, Scope(frozenset([cast.handbook.pk]))).passages}


def long_text(subject, paragraphs=60):
    draw = random.Random(subject)
    return "\n\n".join(
        f"{subject} {number}. " + " ".join(draw.choices(WORDS.split(), k=120)) + "." for number in range(paragraphs)
    ).encode()


def nothing_is_left_of(version_id):
    return not (
        StoredChunk.objects.filter(version_id=version_id).exists()
        or Page.objects.filter(version=version_id).exists()
        or index.count(version_id)
        or storage.page_images(version_id).exists()
    )


def test_a_file_becomes_a_document_that_search_finds(cast, tmp_path):
    path = makers.pdf(
        tmp_path / "a.pdf", ["The ferry leaves at nine.", "The last ferry leaves at six."], title="Ferries", author="Alice"
    )
    document = put(cast, "ferries.pdf", path.read_bytes())
    work_off()
    version = newest(document)
    assert (version.state, version.title, version.author, version.page_count) == (State.READY, "Ferries", "Alice", 2)
    assert (version.media_type, version.language) == ("application/pdf", "en")
    assert version.lease is None
    assert version.document.current == version
    assert [page.number for page in version.pages.all()] == [1, 2]
    assert found(cast, "When does the ferry leave?") == {version.pk}
    assert index.count(version.pk) == StoredChunk.objects.filter(version_id=version.pk).count() > 0


def test_ingesting_twice_is_ingesting_once(cast):
    document = put(cast, "a.txt", long_text("Ferries", 5))
    work_off()
    first = newest(document)
    intake.retry(document)
    work_off()
    second = newest(document)
    assert second.pk != first.pk
    assert document.versions.count() == 1
    assert second.page_count == first.page_count
    assert nothing_is_left_of(first.pk)
    assert storage.original(second).is_file()
    assert not Leftover.objects.exists()


def test_a_broken_off_try_leaves_nothing_double(cast):
    document = put(cast, "a.txt", long_text("Ferries", 5))
    version = newest(document)
    Page.objects.create(version=version, number=1, text="half")
    storage.page_images(version.pk).mkdir(parents=True)
    (storage.page_images(version.pk) / "7.jpg").write_bytes(b"half")
    work_off()
    version = newest(document)
    assert version.state == State.READY
    assert list(version.pages.values_list("number", flat=True)) == [1]
    assert not (storage.page_images(version.pk) / "7.jpg").exists()


def test_a_replacement_appears_in_one_step(cast):
    document = put(cast, "a.txt", long_text("Ferries", 8))
    work_off()
    old = newest(document).pk
    put(cast, "a.txt", long_text("Ferries by night", 8))
    new = newest(document).pk
    seen, worker = [], in_a_thread(work_off)
    while worker.is_alive():
        seen.append(found(cast, "ferries harbour"))
    worker.join()
    seen.append(found(cast, "ferries harbour"))
    assert {frozenset(one) for one in seen} == {frozenset([old]), frozenset([new])}
    assert seen == sorted(seen, key=lambda one: one != {old})
    assert index.count(old) == 0


def test_a_replacement_that_fails_leaves_the_old_one_visible(cast, tmp_path):
    document = put(cast, "a.pdf", makers.pdf(tmp_path / "a.pdf", ["The ferry leaves at nine."]).read_bytes())
    work_off()
    old = newest(document)
    put(cast, "a.pdf", b"%PDF-1.7 broken")
    work_off()
    failed = newest(document)
    assert failed.state == State.FAILED
    assert failed.reason
    assert failed.advice
    assert failed.attempts == 1
    assert failed.document.current == old
    assert found(cast, "ferry") == {old.pk}


def test_a_document_that_is_deleted_while_it_is_read_stops_cleanly(cast, tmp_path):
    scan = makers.scan_pdf(tmp_path / "a.pdf", [makers.picture(f"{makers.PROSE} {number}") for number in range(6)])
    document = put(cast, "scan.pdf", scan.read_bytes())
    version = newest(document)
    worker = in_a_thread(work_off)
    until(lambda: Version.objects.filter(pk=version.pk, step__gte=2).exists())
    intake.remove(document)
    worker.join(60)
    Leftover.objects.update(due_at=timezone.now())
    leftovers.sweep()
    assert nothing_is_left_of(version.pk)
    assert Version.objects.get().state == State.FAILED
    emptying.remove(document)
    leftovers.sweep()
    assert not Version.objects.exists()
    assert not Leftover.objects.exists()
    assert not storage.content(version.sha256).exists()


def test_a_document_that_is_deleted_while_it_is_indexed_stops_cleanly(cast):
    document = put(cast, "a.txt", long_text("Ferries", 250))
    version = newest(document)
    worker = in_a_thread(work_off)
    until(lambda: Version.objects.filter(pk=version.pk, state=State.INDEXING).exists())
    intake.remove(document)
    assert found(cast, "ferries harbour") == set()
    worker.join(120)
    Leftover.objects.update(due_at=timezone.now())
    leftovers.sweep()
    assert nothing_is_left_of(version.pk)


def test_deleting_is_invisible_at_once_and_swept_later(cast):
    document = put(cast, "a.txt", long_text("Ferries", 3))
    work_off()
    version = newest(document)
    other = intake.accept(cast.vault, "a.txt", io.BytesIO(long_text("Ferries", 3)), by=cast.ada).document
    emptying.remove(document)
    assert found(cast, "ferries harbour") == set()
    assert not IndexedDocument.objects.filter(document_id=document.pk).exists()
    assert index.count(version.pk) > 0
    leftovers.sweep()
    assert nothing_is_left_of(version.pk)
    assert storage.original(newest(other)).is_file()
    emptying.remove(other)
    leftovers.sweep()
    assert not storage.content(version.sha256).exists()


def test_what_comes_inside_a_mail_is_found_and_goes_with_it(cast, tmp_path):
    mail = makers.eml(
        tmp_path / "a.eml", attachments={"times.txt": b"The ferry leaves at nine.", "keys.txt": b"The lantern key is brass."}
    )
    document = put(cast, "mail.eml", mail.read_bytes())
    work_off()
    names = Document.objects.filter(parent=document).values_list("name", "latest__state").order_by("name")
    assert list(names) == [("mail.eml/keys.txt", "ready"), ("mail.eml/times.txt", "ready")]
    times = Document.objects.get(name="mail.eml/times.txt")
    put(cast, "mail.eml", makers.eml(tmp_path / "b.eml", attachments={"times.txt": b"The ferry leaves at noon."}).read_bytes())
    work_off()
    assert list(Document.objects.filter(parent=document)) == [times]
    assert "brass" not in texts(cast, "lantern key brass")
    assert "noon" in texts(cast, "When does the ferry leave?")
    intake.remove(document)
    assert not Document.objects.exists()
    assert found(cast, "ferry") == set()


def test_a_lost_index_fails_no_document(cast, settings):
    document = put(cast, "a.txt", long_text("Ferries", 2))
    settings.RETRIEVAL = replace(settings.RETRIEVAL, qdrant_url="http://127.0.0.1:9")
    assert attempts.attempt(claimed()) is False
    version = newest(document)
    assert (version.state, version.attempts, version.lease) == (State.RECEIVED, 0, None)
    assert version.leased_until > timezone.now()
    assert leases.claim_next() is None


def test_a_worker_that_is_asked_to_stop_gives_its_version_back(cast):
    document = put(cast, "a.txt", long_text("Ferries", 2))
    lease = claimed()
    leases.stopping.set()
    try:
        attempts.attempt(lease)
    finally:
        leases.stopping.clear()
    version = newest(document)
    assert (version.state, version.attempts, version.lease, version.leased_until) == (State.RECEIVED, 0, None, None)


def test_a_poisonous_document_is_set_aside_after_three_tries_while_others_go_on(cast, tmp_path):
    poison = put(cast, "poison.png", makers.as_bytes(makers.picture(makers.PROSE)))
    other = put(cast, "other.txt", long_text("Ferries", 2))
    blocked = storage.page_images(newest(poison).pk)
    blocked.parent.mkdir(parents=True, exist_ok=True)
    blocked.write_text("a file where reading needs a folder")
    for _ in range(3):
        work_off()
        Version.objects.filter(state=State.RECEIVED).update(leased_until=timezone.now())
    assert newest(other).state == State.READY
    failed = newest(poison)
    assert (failed.state, failed.attempts) == (State.FAILED, 3)
    assert failed.reason == outcomes.SetAside.reason
    blocked.unlink()
    intake.retry(poison)
    work_off()
    assert newest(poison).state == State.READY


def test_a_document_whose_workers_die_every_time_is_set_aside(cast, settings):
    document = put(cast, "a.txt", long_text("Ferries", 2))
    for _ in range(2 * settings.INGESTION.tries):
        assert leases.claim_next()
        Version.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
        attempts.give_back_the_stopped()
    version = newest(document)
    assert (version.state, version.reason) == (State.FAILED, outcomes.STOPPED)


def test_whoever_lost_its_lease_changes_nothing_more(cast):
    document = put(cast, "a.txt", long_text("Ferries", 2))
    slow = claimed()
    Version.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    quick = claimed()
    assert quick.version_id == slow.version_id
    attempts.attempt(quick)
    attempts.attempt(slow)
    assert newest(document).state == State.READY
    assert newest(document).attempts == 2


def test_a_heartbeat_keeps_a_lease_alive_and_notices_its_loss(cast, settings):
    settings.INGESTION = replace(settings.INGESTION, lease_seconds=1)
    put(cast, "a.txt", long_text("Ferries", 2))
    lease = claimed()
    with leases.renewed(lease):
        threading.Event().wait(1.5)
        assert leases.claim_next() is None
        Version.objects.update(lease=None)
        assert lease.lost.wait(2)


def texts(cast, question):
    return " ".join(passage.text for passage in search(question, Scope(frozenset([cast.handbook.pk]))).passages)


def in_a_thread(work):
    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread
