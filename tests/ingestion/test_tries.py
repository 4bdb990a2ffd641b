"""The log of the tries: one entry each, with what it took and what it came to."""

import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ingestion import attempts, emptying, intake, leases
from ingestion.flow import tries
from ingestion.flow.models import Try
from ingestion.flow.overview import overview
from ingestion.models import State, Version
from ingestion.reading import sandbox
from ingestion.reading.errors import ReaderCrashed
from tests.ingestion import makers
from tests.ingestion.workers import claimed, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]


def put(cast, name, data):
    return intake.accept(cast.handbook, name, io.BytesIO(data), by=cast.alice).document


def test_a_try_says_what_each_stage_took(cast, tmp_path):
    scan = makers.scan_pdf(tmp_path / "a.pdf", [makers.picture(text) for text in (makers.PROSE, makers.MORE_PROSE)])
    document = put(cast, "scan.pdf", scan.read_bytes())
    work_off()
    done = Try.objects.get(document=document)
    assert (done.end, done.number, done.pages, done.recognised) == (Try.End.READY, 1, 2, 2)
    assert done.recognising_seconds > 0
    assert done.indexing_seconds > 0
    spent = done.reading_seconds + done.recognising_seconds + done.indexing_seconds
    assert done.ended_at
    assert spent <= (done.ended_at - done.began_at).total_seconds() + 0.1


def test_a_try_that_failed_says_why_and_where(cast):
    document = put(cast, "a.pdf", b"%PDF-1.7 broken")
    work_off()
    failed = Try.objects.get(document=document)
    assert (failed.end, failed.state, failed.pages) == (Try.End.FAILED, State.READING, 0)
    assert failed.reason == document.versions.get().reason


def test_the_try_of_a_dead_worker_says_how_far_it_was(cast):
    document = put(cast, "a.txt", b"The ferry leaves at nine.")
    lease = claimed()
    lease.update(state=State.RECOGNISING, step=3, steps=9)
    Version.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    attempts.give_back_the_stopped()
    died = Try.objects.get(document=document)
    assert (died.end, died.state, died.step, died.steps) == (Try.End.DIED, State.RECOGNISING, 3, 9)
    work_off()
    assert list(Try.objects.order_by("number").values_list("number", "end")) == [(1, "died"), (2, "ready")]


def test_a_try_whose_version_went_is_closed_and_outlives_the_document_without_a_name(cast):
    document = put(cast, "a.txt", b"The ferry leaves at nine.")
    leases.claim_next()
    emptying.remove(document)
    attempts.give_back_the_stopped()
    lost = Try.objects.get()
    assert (lost.end, lost.document) == (Try.End.LOST, None)


def test_why_a_try_failed_does_not_outlive_its_document(cast):
    document = put(cast, "a.pdf", b"%PDF-1.7 broken")
    work_off()
    emptying.remove(document)
    failed = Try.objects.get()
    assert (failed.end, failed.document, failed.reason, failed.detail) == (Try.End.FAILED, None, "", "")


def test_a_try_that_ends_after_its_document_went_says_no_words(cast):
    document = put(cast, "a.txt", b"The ferry leaves at nine.")
    lease = claimed()
    emptying.remove(document)
    tries.end(lease.id, lease.clock, Try.End.FAILED, reason="The ferry can't be read.", detail="ferry")
    failed = Try.objects.get()
    assert (failed.end, failed.reason, failed.detail) == (Try.End.FAILED, "", "")


def test_a_file_that_kills_its_reader_is_set_aside_after_three_tries_with_the_log_of_each(cast, monkeypatch):
    document = put(cast, "a.txt", b"The ferry leaves at nine.")

    def crash(job, **_):
        raise ReaderCrashed(detail="exit status -11")
        yield

    monkeypatch.setattr(sandbox, "lines", crash)
    for _ in range(3):
        work_off()
        Version.objects.filter(state=State.RECEIVED).update(leased_until=timezone.now())
    failed = document.versions.get()
    assert (failed.state, failed.attempts, failed.trouble) == (State.FAILED, 3, ReaderCrashed.code)
    client = Client()
    client.force_login(cast.alice)
    assert (
        reverse("ingestion:tries", args=[document.pk]) in client.get(reverse("ingestion:collection", args=[cast.handbook.pk])).text
    )
    html = client.get(reverse("ingestion:tries", args=[document.pk])).text
    assert html.count("exit status -11") == 3
    assert len(re.findall(r"took \d+\.\d s", html)) == 3
    assert html.count(ReaderCrashed.reason) == 3


def test_throughput_comes_from_the_log(cast):
    put(cast, "a.txt", b"The ferry leaves at nine.")
    put(cast, "b.pdf", b"%PDF-1.7 broken")
    work_off()
    hour, day = overview().throughput
    assert (hour.documents, hour.failed, hour.pages, hour.recognised, hour.recognising) == (1, 1, 1, 0, None)
    assert hour.reading
    assert hour.indexing
    assert day.pages == 1
