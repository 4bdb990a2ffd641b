"""Long documents: read in ranges of pages, by several workers where they are idle, and only once whatever dies meanwhile."""

import io
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from access.scope import Scope
from ingestion import attempts, emptying, intake, leases, storage
from ingestion.flow import cancelling, pausing
from ingestion.flow.models import Try
from ingestion.models import Document, Page, State
from ingestion.ranges import holding, sharing
from ingestion.ranges.models import PageRange
from ingestion.ranges.sharing import LENGTH
from retrieval import index
from retrieval.models import StoredChunk
from retrieval.search import search
from tests.ingestion import makers
from tests.ingestion.reading.reading import told
from tests.ingestion.workers import claimed, until, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]


def texts(count):
    """Pages with a header, sections that go over pages, and something of each one's own."""
    return [
        f"Harbour rules\n{'# Part ' + str(number // 7) if number % 7 == 0 else ''}\n"
        f"Rule {number} says that pier {number} is closed in week {number % 52}. {makers.PROSE}"
        for number in range(1, count + 1)
    ]


def put(cast, tmp_path, pages, name="rules.pdf"):
    data = makers.pdf(tmp_path / name, pages, title="Rules of the harbour").read_bytes()
    return intake.accept(cast.handbook, name, io.BytesIO(data), by=cast.alice).document


def newest(document):
    return Document.objects.select_related("latest__document").get(pk=document.pk).latest


def shown(version):
    return list(version.pages.order_by("number").values_list("number", "text", "lines", "blocks", "label"))


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def somebody_takes_a_range_and_is_slow():
    """From then on the worker that holds the version can't come to its end."""
    until(lambda: holding.due(1))
    slow = holding.claim_any()
    assert slow
    slow.held().update(leased_until=timezone.now() + timedelta(hours=1))


def the_slow_one_dies():
    PageRange.objects.filter(finished_at=None).update(leased_until=timezone.now() - timedelta(seconds=1))


def one_try():
    attempts.attempt(claimed())


def help_on():
    while sharing.help_out():
        pass


def stop(worker):
    leases.stopping.set()
    worker.join(60)
    leases.stopping.clear()


def a_try_that_is_stopped_after_a_range(in_a_thread):
    """The first range and one more are read; another one is held by somebody who dies."""
    lead = in_a_thread(one_try)
    somebody_takes_a_range_and_is_slow()
    until(lambda: PageRange.objects.filter(finished_at__isnull=False).exists())
    stop(lead)
    the_slow_one_dies()


@pytest.fixture
def in_a_thread():
    """Run something at the same time; it has ended when the test ends."""
    started = []

    def run(work):
        def closing():
            try:
                work()
            finally:
                connection.close()

        started.append(threading.Thread(target=closing))
        started[-1].start()
        return started[-1]

    yield run
    leases.stopping.set()
    for thread in started:
        thread.join(60)
    leases.stopping.clear()


def test_a_long_document_is_read_in_ranges_as_it_would_be_in_one_go(cast, tmp_path):
    count = 2 * LENGTH + 7
    document = put(cast, tmp_path, texts(count))
    work_off()
    version = newest(document)
    assert (version.state, version.page_count, version.title) == (State.READY, count, "Rules of the harbour")
    whole = told(tmp_path / "rules.pdf").pages
    assert shown(version) == [
        (
            page.number,
            page.text,
            [list(line) for line in page.lines],
            [[block.kind, block.start, block.end, block.level] for block in page.blocks],
            page.label,
        )
        for page in whole
    ]
    assert Try.objects.get(document=document).pages == count
    assert not PageRange.objects.exists()
    found = search(f"Which rule closes pier {count}?", Scope(frozenset([cast.handbook.pk]))).passages
    assert any(span.page == count for passage in found for span in passage.spans)


def test_an_idle_worker_takes_ranges_and_what_it_read_counts_for_the_try(cast, tmp_path, in_a_thread):
    count = 8 * LENGTH
    document = put(cast, tmp_path, texts(count))
    lead = in_a_thread(one_try)
    until(lambda: holding.due(1))
    assert sharing.help_out()
    lead.join(120)
    version = newest(document)
    assert version.state == State.READY
    assert [number for number, *_ in shown(version)] == list(range(1, count + 1))
    assert Try.objects.get(document=document).pages == count
    assert not sharing.help_out(), "nobody needs help any more"


def test_after_a_stop_only_the_range_under_way_is_read_again(cast, tmp_path, in_a_thread):
    document = put(cast, tmp_path, texts(4 * LENGTH))
    a_try_that_is_stopped_after_a_range(in_a_thread)
    assert newest(document).state == State.RECEIVED
    done = PageRange.objects.filter(finished_at__isnull=False).order_by("first")
    kept = set(
        Page.objects.filter(version=newest(document), number__range=(done[0].first, done[0].last)).values_list("pk", flat=True)
    )
    assert len(kept) == LENGTH
    work_off()
    assert newest(document).state == State.READY
    assert kept <= set(newest(document).pages.values_list("pk", flat=True))
    assert newest(document).pages.count() == 4 * LENGTH


def test_what_was_read_in_another_way_is_read_again(cast, tmp_path, in_a_thread):
    document = put(cast, tmp_path, texts(4 * LENGTH))
    a_try_that_is_stopped_after_a_range(in_a_thread)
    before = set(Page.objects.filter(version=newest(document)).values_list("pk", flat=True))
    PageRange.objects.update(recipe="another way")
    work_off()
    assert newest(document).pages.count() == 4 * LENGTH
    assert not before & set(newest(document).pages.values_list("pk", flat=True))


def test_the_range_of_a_dead_helper_is_read_by_the_worker_that_waits_for_it(cast, tmp_path, in_a_thread):
    document = put(cast, tmp_path, texts(3 * LENGTH))
    lead = in_a_thread(one_try)
    somebody_takes_a_range_and_is_slow()
    until(lambda: PageRange.objects.filter(finished_at=None).count() == 1)
    assert newest(document).state in (State.READING, State.RECOGNISING)
    the_slow_one_dies()
    lead.join(120)
    assert newest(document).state == State.READY
    assert newest(document).pages.count() == 3 * LENGTH


@pytest.mark.parametrize("end", ["cancel", "delete", "forget"])
def test_work_that_is_not_wanted_any_more_leaves_no_pages_and_no_ranges(cast, tmp_path, in_a_thread, end):
    document = put(cast, tmp_path, texts(8 * LENGTH))
    version = newest(document)
    lead = in_a_thread(one_try)
    until(lambda: holding.due(1))
    helper = in_a_thread(help_on)
    until(lambda: PageRange.objects.filter(lease__isnull=False).count() == 2)
    if end == "cancel":
        cancelling.cancel(cast.handbook, [document.pk], by=cast.alice)
    else:
        intake.remove(document, by=cast.alice)
    if end == "forget":
        emptying.remove(document)
    helper.join(60)
    lead.join(60)
    assert not PageRange.objects.exists()
    assert not Page.objects.filter(version=version).exists()
    assert not StoredChunk.objects.filter(version_id=version.pk).exists()
    assert not index.count(version.pk)
    assert not storage.page_images(version.pk).exists()


def test_a_new_file_in_the_place_of_one_that_is_being_read_stops_its_reading(cast, tmp_path, in_a_thread):
    document = put(cast, tmp_path, texts(8 * LENGTH))
    old = newest(document)
    lead = in_a_thread(one_try)
    until(lambda: holding.due(1))
    helper = in_a_thread(help_on)
    until(lambda: PageRange.objects.filter(lease__isnull=False).count() == 2)
    put(cast, tmp_path, texts(2))
    helper.join(60)
    lead.join(60)
    assert not Page.objects.filter(version=old.pk).exists()
    work_off()
    assert (newest(document).state, newest(document).page_count) == (State.READY, 2)
    assert not PageRange.objects.exists()


def test_ranges_that_have_lost_their_pictures_are_read_again(cast, tmp_path, in_a_thread, monkeypatch):
    monkeypatch.setattr("ingestion.ranges.sharing.LENGTH", 2)
    pictures = [makers.picture(f"Rule {word}. {makers.PROSE}") for word in ("one", "two", "three", "four", "five", "six", "seven")]
    data = makers.scan_pdf(tmp_path / "scan.pdf", pictures).read_bytes()
    document = intake.accept(cast.handbook, "scan.pdf", io.BytesIO(data), by=cast.alice).document
    a_try_that_is_stopped_after_a_range(in_a_thread)
    storage.discard_page_images(newest(document).pk)
    work_off()
    version = newest(document)
    assert version.state == State.READY
    assert all(storage.page_image(version, number).is_file() for number in range(1, 8))


def test_pictures_of_a_scan_that_broke_off_are_not_recognised_again(cast, tmp_path, in_a_thread, monkeypatch):
    monkeypatch.setattr("ingestion.taking_down.SECONDS", 0)
    pictures = [makers.picture(f"Rule {word}. {makers.PROSE}") for word in ("one", "two", "three", "four", "five")]
    data = makers.scan_pdf(tmp_path / "scan.pdf", pictures).read_bytes()
    document = intake.accept(cast.handbook, "scan.pdf", io.BytesIO(data), by=cast.alice).document
    lead = in_a_thread(one_try)
    until(lambda: Page.objects.filter(version=newest(document)).count() >= 2)
    stop(lead)
    work_off()
    version = newest(document)
    assert version.state == State.READY
    assert version.pages.filter(recognised=True).count() == 5
    last = Try.objects.filter(document=document).latest("began_at")
    assert (last.end, last.pages) == (Try.End.READY, 5)
    assert last.recognised <= 3
    assert all(storage.page_image(version, number).is_file() for number in range(1, 6))


def test_a_long_document_without_text_says_so(cast, tmp_path):
    document = put(cast, tmp_path, [""] * (LENGTH + 3))
    work_off()
    assert (newest(document).state, newest(document).reason) == (State.FAILED, "No text was found in the file.")
    assert not Page.objects.exists()
    assert not PageRange.objects.exists()


def test_one_bad_page_in_a_later_range_costs_only_that_page(cast, tmp_path):
    path = makers.without_page(makers.pdf(tmp_path / "a.pdf", texts(LENGTH + 5)), LENGTH + 3)
    document = intake.accept(cast.handbook, "a.pdf", io.BytesIO(path.read_bytes()), by=cast.alice).document
    work_off()
    version = newest(document)
    assert (version.state, version.page_count) == (State.READY, LENGTH + 5)
    assert "damaged" in version.pages.get(number=LENGTH + 3).label


def test_nobody_helps_where_the_collection_is_paused(cast, tmp_path, in_a_thread):
    put(cast, tmp_path, texts(4 * LENGTH))
    in_a_thread(one_try)
    somebody_takes_a_range_and_is_slow()
    pausing.pause(cast.handbook, by=cast.alice)
    assert not sharing.help_out()
    pausing.resume(cast.handbook)


def test_editors_see_pages_as_they_come_and_readers_do_not(cast, tmp_path, in_a_thread):
    document = put(cast, tmp_path, texts(3 * LENGTH))
    in_a_thread(one_try)
    somebody_takes_a_range_and_is_slow()
    until(lambda: Page.objects.filter(version__document=document).count() > LENGTH)
    editor, reader = signed_in(cast.alice), signed_in(cast.bob)
    page = f"/documents/{document.pk}/pages/3/?version={newest(document).pk}"
    seen, opened = editor.get(f"/documents/{document.pk}/").content.decode(), editor.get(page)
    hidden, refused = reader.get(f"/documents/{document.pk}/").content.decode(), reader.get(page)
    assert "Pages read so far" in seen
    assert page in seen
    assert "still being read" in opened.content.decode()
    assert "Pages read so far" not in hidden
    assert refused.status_code == 404
