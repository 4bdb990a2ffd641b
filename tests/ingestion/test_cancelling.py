"""Work that is cancelled: it ends soon, nothing of it stays, and what was there before stays."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ingestion import attempts, intake, leases, leftovers, storage
from ingestion.flow.cancelling import CANCELLED, cancel
from ingestion.flow.models import Try
from ingestion.models import Document, Leftover, State, Version
from ingestion.reading import sandbox
from ingestion.reading.messages import Limits
from retrieval import index
from tests.ingestion import makers
from tests.ingestion.test_pipeline import found, in_a_thread, long_text, newest, nothing_is_left_of, put
from tests.ingestion.workers import claimed, until, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]


def sweep():
    Leftover.objects.update(due_at=timezone.now())
    leftovers.sweep()


def test_a_waiting_document_is_cancelled_says_by_whom_and_is_tried_again(cast):
    document = put(cast, "a.txt", b"The ferry leaves at nine.")
    assert cancel(cast.handbook, [document.pk], by=cast.alice) == 1
    assert leases.claim_next() is None
    client = Client()
    client.force_login(cast.alice)
    html = client.get(reverse("ingestion:collection", args=[cast.handbook.pk])).text
    assert "Cancelled by alice" in html
    assert "Try a.txt again" in html
    client.post(reverse("ingestion:retry-failed", args=[cast.handbook.pk]))
    assert newest(document).state == State.FAILED
    client.post(reverse("ingestion:retry", args=[document.pk]))
    work_off()
    assert newest(document).state == State.READY


def test_a_running_document_stops_and_nothing_of_it_stays(cast, tmp_path):
    scan = makers.scan_pdf(tmp_path / "a.pdf", [makers.picture(f"{makers.PROSE} {number}") for number in range(8)])
    document = put(cast, "scan.pdf", scan.read_bytes())
    version = newest(document)
    worker = in_a_thread(work_off)
    until(lambda: Version.objects.filter(pk=version.pk, step__gte=2).exists())
    cancel(cast.handbook, [document.pk], by=cast.alice)
    worker.join(60)
    assert not worker.is_alive()
    sweep()
    stopped = newest(document)
    assert (stopped.state, stopped.trouble, stopped.page_count) == (State.FAILED, CANCELLED, 0)
    assert nothing_is_left_of(version.pk)
    assert storage.original(stopped).is_file()
    assert Try.objects.get(document=document).end == Try.End.CANCELLED


def test_the_version_before_stays_visible_and_the_new_one_goes(cast):
    document = put(cast, "a.txt", long_text("Ferries", 4))
    work_off()
    old = newest(document)
    put(cast, "a.txt", long_text("Ferries by night", 120))
    new = newest(document)
    worker = in_a_thread(work_off)
    until(lambda: Version.objects.filter(pk=new.pk, state=State.INDEXING).exists())
    cancel(cast.handbook, [document.pk], by=cast.alice)
    worker.join(120)
    sweep()
    assert newest(document) == old
    assert found(cast, "ferries harbour") == {old.pk}
    assert nothing_is_left_of(new.pk)
    assert not storage.content(new.sha256).exists()


def test_masking_what_is_visible_cannot_be_cancelled(cast):
    document = put(cast, "a.txt", b"Alice Miller leaves at nine.")
    work_off()
    with intake.changing(cast.handbook):
        current = newest(document)
        assert intake.anew(current.document, current)
    assert cancel(cast.handbook, [document.pk], by=cast.alice) == 0
    assert newest(document).state == State.RECEIVED


def test_the_reaper_does_not_begin_a_cancelled_document_again(cast):
    document = put(cast, "a.txt", b"The ferry leaves at nine.")
    lease = claimed()
    cancel(cast.handbook, [document.pk], by=cast.alice)
    Version.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    attempts.give_back_the_stopped()
    assert leases.claim_next() is None
    attempts.attempt(lease)
    assert newest(document).trouble == CANCELLED


def test_what_came_inside_goes_with_it(cast, tmp_path):
    mail = makers.eml(tmp_path / "a.eml", attachments={"times.txt": b"The ferry leaves at nine."})
    document = put(cast, "mail.eml", mail.read_bytes())
    attempts.attempt(claimed())
    Document.objects.filter(pk=document.pk).update(current=None)
    Version.objects.filter(document=document).update(state=State.RECEIVED)
    assert document.attachments.count() == 1
    everything = list(Document.objects.values_list("pk", flat=True))
    assert cancel(cast.handbook, everything, by=cast.alice) == 1
    assert list(Document.objects.all()) == [document]


def test_a_version_on_its_way_back_stays_an_earlier_one(cast):
    from ingestion import versions

    document = put(cast, "a.txt", b"The ferry leaves at nine.")
    work_off()
    old = newest(document)
    put(cast, "a.txt", b"The ferry leaves at noon.")
    work_off()
    new = newest(document)
    versions.bring_back(document, old)
    cancel(cast.handbook, [document.pk], by=cast.alice)
    work_off()
    assert newest(document) == new
    assert list(versions.earlier(Document.objects.get(pk=document.pk))) == [old]
    assert index.count(old.pk) == 0


def test_all_that_wait_are_cancelled_at_once_and_what_runs_goes_on(cast):
    many = [put(cast, f"{number}.txt", f"Ferry {number}.".encode()) for number in range(5)]
    running = claimed()
    client = Client()
    client.force_login(cast.alice)
    cancel = reverse("ingestion:cancel-chosen", args=[cast.handbook.pk])
    assert "Cancel the work on" in client.post(cancel, {"waiting": "1"}).text
    said = client.post(cancel, {"waiting": "1", "confirmed": "yes"}, follow=True).text
    assert "The work on 4 documents was cancelled." in said
    assert sorted(newest(each).state for each in many) == ["failed"] * 4 + ["reading"]
    assert newest(many[0]).pk == running.version_id


def test_with_nothing_to_cancel_nothing_is_asked_and_the_list_stays_in_its_place(cast):
    client = Client()
    client.force_login(cast.alice)
    address = reverse("ingestion:collection", args=[cast.handbook.pk])
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{address}"}
    for name in ("cancel-chosen", "delete-chosen"):
        answer = client.post(reverse(f"ingestion:{name}", args=[cast.handbook.pk]), headers=headers)
        assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#documents", "innerMorph")
        assert 'id="document-tabs"' in answer.text


def test_what_was_cancelled_is_taken_in_when_it_is_uploaded_again(cast):
    document = put(cast, "a.txt", b"The ferry leaves at nine.")
    cancel(cast.handbook, [document.pk], by=cast.alice)
    assert put(cast, "a.txt", b"The ferry leaves at nine.") == document
    assert intake.holding(cast.handbook, "a.txt", newest(document).sha256) == document


class Unwanted(Exception):
    pass


def test_a_silent_reader_is_ended_when_its_work_is_not_wanted(settings, monkeypatch, tmp_path):
    monkeypatch.setattr(sandbox, "LOOK_AT_FOLDERS_EVERY", 0.01)
    picture = tmp_path / "a.png"
    picture.write_bytes(makers.as_bytes(makers.picture(makers.PROSE * 12)))

    def unwanted():
        raise Unwanted

    job: dict[str, object] = {"task": "read", "path": str(picture), "name": "a.png", "out": str(tmp_path / "out"), "password": ""}
    (tmp_path / "out").mkdir()
    settings.INGESTION.files.mkdir(parents=True, exist_ok=True)
    reading = sandbox.lines(job, out=tmp_path / "out", limits=Limits.of(settings.INGESTION), check=unwanted)
    with pytest.raises(Unwanted):
        list(reading)
