"""How files become documents."""

import hashlib
import io
from threading import Barrier, Thread

import pytest
from django.db import connection

from ingestion import intake, leases, storage
from ingestion.errors import IntakeError
from ingestion.models import Document, Leftover, State, Version

pytestmark = pytest.mark.django_db


def put(cast, name, data, parent=None):
    return intake.accept(cast.handbook, name, io.BytesIO(data), by=cast.alice, parent=parent)


def test_a_new_file_waits_to_be_read(cast):
    accepted = put(cast, "travel.txt", b"Trains first.")
    assert accepted.outcome == "new"
    assert accepted.document.added_by == cast.alice
    assert accepted.document.current is None
    assert accepted.document.latest.state == State.RECEIVED
    assert storage.original(accepted.document.latest).read_bytes() == b"Trains first."


def test_the_same_bytes_twice_are_one_document(cast):
    first = put(cast, "travel.txt", b"Trains first.")
    again = put(cast, "travel.txt", b"Trains first.")
    copy = put(cast, "copy of travel.txt", b"Trains first.")
    assert [again.outcome, copy.outcome] == ["same", "same"]
    assert first.document == again.document == copy.document
    assert Version.objects.count() == 1


def test_the_same_bytes_in_another_collection_are_another_document_over_one_file(cast):
    kept = storage.original(put(cast, "travel.txt", b"Trains first.").document.latest)
    other = intake.accept(cast.vault, "travel.txt", io.BytesIO(b"Trains first."), by=cast.ada)
    assert other.outcome == "new"
    assert [storage.original(version) for version in Version.objects.all()] == [kept, kept]


def test_a_known_name_with_other_bytes_is_a_new_version(cast):
    first = ready(put(cast, "travel.txt", b"Trains first.").document)
    second = put(cast, "travel.txt", b"Planes first.")
    assert second.outcome == "replaced"
    assert second.document == first
    assert second.document.current == first.current
    assert second.document.latest.state == State.RECEIVED
    assert Version.objects.count() == 2


def test_of_versions_on_their_way_only_the_newest_stays(cast):
    put(cast, "travel.txt", b"one")
    document = put(cast, "travel.txt", b"two").document
    assert [version.pk for version in document.versions.all()] == [document.latest.pk]
    assert Leftover.objects.count() == 1


def test_going_back_to_what_is_visible_drops_the_newer_version(cast):
    document = ready(put(cast, "travel.txt", b"one").document)
    put(cast, "travel.txt", b"two")
    assert put(cast, "travel.txt", b"one").outcome == "same"
    document.refresh_from_db()
    assert document.latest == document.current
    assert document.versions.count() == 1


def test_an_empty_file_shows_with_its_reason(cast):
    version = put(cast, "nothing.txt", b"").document.latest
    assert version.state == State.FAILED
    assert version.reason == "The file is empty."
    assert version.advice


def test_a_too_large_file_shows_with_its_reason_and_is_not_stored(cast, settings):
    settings.INGESTION = small(settings.INGESTION)
    document = put(cast, "large.bin", b"x" * 3 * 1024**2).document
    assert document.latest.state == State.FAILED
    assert "larger than 1 MB" in document.latest.reason
    assert document.latest.sha256 == ""
    assert put(cast, "large.bin", b"x" * 3 * 1024**2).outcome == "same"
    with pytest.raises(IntakeError, match="Upload it again"):
        intake.retry(document)


def test_a_failed_file_is_tried_again_when_it_is_uploaded_again(cast):
    document = failed(put(cast, "travel.txt", b"Trains first.").document)
    assert put(cast, "travel.txt", b"Trains first.").outcome == "same"
    document.refresh_from_db()
    assert document.latest.state == State.RECEIVED


def test_under_another_name_a_failed_file_is_a_document_of_its_own(cast):
    failed(put(cast, "travel", b"Trains first.").document)
    assert put(cast, "travel.txt", b"Trains first.").outcome == "new"


def test_retry_queues_a_failed_version_and_keeps_its_file(cast):
    document = failed(put(cast, "travel.txt", b"Trains first.").document)
    intake.retry(document)
    document.refresh_from_db()
    assert document.latest.state == State.RECEIVED
    assert document.latest.attempts == 0
    assert storage.original(document.latest).is_file()


def test_retry_of_a_version_on_its_way_changes_nothing(cast):
    document = put(cast, "travel.txt", b"Trains first.").document
    intake.retry(document)
    assert Version.objects.get() == document.latest


def test_replace_keeps_the_name(cast):
    document = put(cast, "travel.txt", b"Trains first.").document
    assert intake.replace(document, io.BytesIO(b"Planes first."), by=cast.alice).document == document


def test_the_bytes_of_a_file_that_is_not_taken_do_not_stay_unless_a_document_has_them(cast):
    mail = put(cast, "mail.eml", b"mail").document
    kept = put(cast, "kept.txt", b"kept").document
    intake.remove(mail)
    for data in (b"attached", b"kept"):
        with pytest.raises(IntakeError, match="was removed"):
            put(cast, "mail.eml/a.txt", data, parent=mail)
    assert not storage.content(hashlib.sha256(b"attached").hexdigest()).exists()
    assert storage.original(kept.latest).is_file()


def test_a_removed_document_is_gone_at_once_with_all_that_came_inside_it(cast):
    mail = put(cast, "mail.eml", b"Subject: hello").document
    inner = put(cast, "mail.eml/inner.zip", b"zip", parent=mail).document
    put(cast, "mail.eml/inner.zip/deep.txt", b"deep", parent=inner)
    intake.remove(mail)
    assert not Document.objects.exists()
    assert Leftover.objects.count() == 3


def test_files_packed_too_deep_are_refused_with_a_reason(cast):
    document = put(cast, "0.zip", b"0").document
    for depth in range(1, 5):
        document = put(cast, f"{document.name}/{depth}.zip", b"%d" % depth, parent=document).document
    assert document.latest.state == State.FAILED
    assert "levels deep" in document.latest.reason
    assert document.parent.latest.state == State.RECEIVED


def test_the_file_is_accepted_while_redis_is_away(cast, django_capture_on_commit_callbacks, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1"
    with django_capture_on_commit_callbacks(execute=True):
        document = put(cast, "travel.txt", b"Trains first.").document
    assert document.latest.state == State.RECEIVED


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same_name", [True, False])
def test_two_uploads_of_the_same_bytes_at_once_are_one_document(cast, same_name):
    outcomes = at_once(4, lambda number: put(cast, "a.txt" if same_name else f"{number}.txt", b"the same").outcome)
    assert sorted(outcomes) == ["new", "same", "same", "same"]
    assert Document.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_uploads_of_one_name_at_once_leave_one_document_with_one_version(cast):
    at_once(4, lambda number: put(cast, "a.txt", b"%d" % number).outcome)
    document = Document.objects.get()
    assert [version.pk for version in document.versions.all()] == [document.latest_id]


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_hold_one_version(cast):
    for number in range(3):
        put(cast, f"{number}.txt", b"%d" % number)
    claimed = [lease.version_id for lease in at_once(6, lambda _: leases.claim_next()) if lease]
    assert len(claimed) == len(set(claimed)) == 3


def at_once(count, work):
    """Do the work in several threads at the same moment; their results."""
    start, results, errors = Barrier(count), [], []

    def run(number):
        try:
            start.wait(10)
            results.append(work(number))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    return results


def ready(document):
    """As if it had been read."""
    Version.objects.filter(pk=document.latest.pk).update(state=State.READY)
    Document.objects.filter(pk=document.pk).update(current=document.latest)
    return Document.objects.get(pk=document.pk)


def failed(document):
    """As if reading it had failed."""
    Version.objects.filter(pk=document.latest.pk).update(state=State.FAILED, attempts=3)
    return Document.objects.get(pk=document.pk)


def small(conf):
    from dataclasses import replace

    return replace(conf, upload_max_bytes=1024**2)
