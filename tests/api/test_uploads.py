"""Uploads in parts: begun, gone on with, broken off, ended, and never more than was acknowledged."""

import base64
import errno
import fcntl
import hashlib
import io
import os
import shutil
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from access.models import Grant
from forgetting import tombstones
from ingestion import storage, tasks
from ingestion.arriving import beginning, ending, receiving
from ingestion.arriving.models import Upload
from ingestion.checks.arriving import uploads as check
from ingestion.erasing import holding
from ingestion.models import Document
from tests.api.conftest import BASE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis_service")]
CONTENT = bytes(range(256)) * 40
SIZE = len(CONTENT)
TUS = {"Tus-Resumable": "1.0.0"}


def encoded(text):
    return base64.b64encode(text.encode()).decode()


def begin(program, collection, *, size=SIZE, name="film.txt", stamp="7"):
    headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": f"filename {encoded(name)}, stamp {encoded(stamp)}"}
    return program.post(f"{BASE}/collections/{collection.pk}/uploads", headers=headers)


def part(program, url, offset, data, **headers):
    headers = {**TUS, "Upload-Offset": str(offset), **headers}
    return program.generic("PATCH", url, data, content_type="application/offset+octet-stream", headers=headers)


def offset(program, url):
    answer = program.head(url, headers=TUS)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    return int(answer["Upload-Offset"])


@pytest.fixture(autouse=True)
def nothing_from_others():
    """Rows are rolled back after each test, files are not."""
    shutil.rmtree(storage.folder("uploads"))


@pytest.fixture
def alice(api):
    return api("alice")


@pytest.fixture
def url(alice, cast):
    answer = begin(alice, cast.handbook)
    assert (answer.status_code, answer["Tus-Resumable"], "Upload-Expires" in answer) == (201, "1.0.0", True)
    assert answer["Upload-Metadata"] == f"filename {encoded('film.txt')},stamp {encoded('7')}"
    return answer["Location"].removeprefix("http://testserver")


def parts():
    return sorted(path.name for path in storage.folder("uploads").iterdir())


def test_a_file_in_three_parts_becomes_a_document_like_any_other(alice, cast, url):
    for start in range(0, SIZE, 4000):
        answer = part(alice, url, start, CONTENT[start : start + 4000])
        assert (answer.status_code, answer["Upload-Offset"]) == (204, str(min(start + 4000, SIZE)))
    document = Document.objects.get()
    assert (document.name, document.collection, document.added_by) == ("film.txt", cast.handbook, cast.alice)
    assert document.latest
    assert storage.original(document.latest).read_bytes() == CONTENT
    told = alice.get(url).json()
    assert (told["outcome"], told["document"], told["offset"]) == ("new", str(document.pk), SIZE)
    assert offset(alice, url) == SIZE
    assert parts() == []
    assert alice.get(f"{BASE}/collections/{cast.handbook.pk}/uploads").json() == []


def test_a_part_that_does_not_begin_where_the_upload_stopped_is_refused(alice, url):
    part(alice, url, 0, CONTENT[:100])
    assert part(alice, url, 50, b"again").status_code == 409
    assert part(alice, url, 200, b"a gap").status_code == 409
    assert offset(alice, url) == 100


def test_bytes_that_were_never_acknowledged_do_not_count(alice, url):
    part(alice, url, 0, CONTENT[:100])
    with storage.part(Upload.objects.get().pk).open("ab") as file:
        file.write(b"what a killed process had written, but not settled")
    assert offset(alice, url) == 100
    part(alice, url, 100, CONTENT[100:])
    latest = Document.objects.get().latest
    assert latest
    assert latest.sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_what_came_of_a_part_that_broke_off_is_kept(alice, url):
    def blocks():
        yield CONTENT[:300]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        receiving.append(Upload.objects.get(), 0, blocks())
    assert offset(alice, url) == 300


def test_two_parts_at_once_do_not_mix(alice, url):
    with storage.part(Upload.objects.get().pk).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert part(alice, url, 0, CONTENT).status_code == 423
    assert offset(alice, url) == 0


def test_one_person_sends_only_so_many_parts_at_once(alice, url):
    with ExitStack() as others:
        for number in range(receiving.AT_ONCE):
            turn = others.enter_context(storage.turn(Upload.objects.get().by_id, number).open("ab"))
            fcntl.flock(turn, fcntl.LOCK_EX)
        refused = part(alice, url, 0, CONTENT)
        assert (refused.status_code, offset(alice, url)) == (423, 0)
        assert "Try again in a moment" in refused.json()["error"]
        turn.close()
        assert part(alice, url, 0, CONTENT).status_code == 204


@pytest.mark.django_db(transaction=True)
def test_while_a_part_comes_slowly_no_connection_to_the_database_is_held(alice, url):
    def blocks():
        for at in range(0, 300, 100):
            held.append(connection.connection)
            yield CONTENT[at : at + 100]

    held: list[object] = []
    receiving.append(Upload.objects.get(), 0, blocks())
    assert held == [None, None, None]
    assert offset(alice, url) == 300


def test_more_than_was_announced_is_not_taken(alice, url):
    assert part(alice, url, 0, CONTENT + b"!").status_code == 413
    assert offset(alice, url) == 0


def test_a_part_with_a_checksum_is_kept_whole_or_not_at_all(alice, url):
    right, wrong = (base64.b64encode(hashlib.sha256(data).digest()).decode() for data in (CONTENT[:500], b"other"))
    assert part(alice, url, 0, CONTENT[:500], **{"Upload-Checksum": f"sha256 {wrong}"}).status_code == 460
    assert offset(alice, url) == 0
    assert part(alice, url, 0, CONTENT[:500], **{"Upload-Checksum": f"sha256 {right}"}).status_code == 204
    assert part(alice, url, 500, b"x", **{"Upload-Checksum": "md5 eA=="}).status_code == 400
    assert offset(alice, url) == 500


def test_an_upload_is_its_own_persons_alone_and_only_while_they_may_edit(api, alice, cast, url):
    assert begin(api("bob"), cast.handbook).status_code == 404
    for name in ("ada", "bob", "mallory"):
        assert part(api(name), url, 0, CONTENT).status_code == 404
        assert api(name).delete(url, headers=TUS).status_code == 404
    part(alice, url, 0, CONTENT[:10])
    Grant.objects.filter(user=cast.alice).delete()
    assert part(alice, url, 10, CONTENT[10:]).status_code == 404


def test_whoever_may_not_add_any_more_when_it_is_whole_is_refused(cast, alice, url):
    Upload.objects.update(offset=SIZE)
    storage.part(Upload.objects.get().pk).write_bytes(CONTENT)
    Grant.objects.filter(user=cast.alice).delete()
    assert ending.finish(Upload.objects.get()).outcome == "refused"
    assert not Document.objects.exists()
    assert parts() == []


def test_a_browser_needs_the_csrf_token(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.alice)
    assert begin(browser, cast.handbook).status_code == 403
    browser.get(f"/collections/{cast.handbook.pk}/")
    token = {"X-CSRFToken": browser.cookies["csrftoken"].value}
    headers = {**TUS, **token, "Upload-Length": "3"}
    answer = browser.post(f"{BASE}/collections/{cast.handbook.pk}/uploads", headers=headers)
    assert answer.status_code == 201
    assert part(browser, answer["Location"], 0, b"abc").status_code == 403
    assert part(browser, answer["Location"], 0, b"abc", **token).status_code == 204


def test_nobody_fills_the_disk(alice, cast, settings):
    settings.INGESTION = replace(settings.INGESTION, upload_max_bytes=1000, unfinished_files=2, unfinished_bytes=1500)
    assert begin(alice, cast.handbook, size=1001).status_code == 413
    assert begin(alice, cast.handbook, size=1000).status_code == 201
    assert begin(alice, cast.handbook, size=501).status_code == 429
    assert begin(alice, cast.handbook, size=500).status_code == 201
    assert begin(alice, cast.handbook, size=0).status_code == 429
    settings.INGESTION = replace(settings.INGESTION, unfinished_files=9, keep_free_bytes=10**18)
    assert begin(alice, cast.handbook, size=0).status_code == 507


def test_a_part_finds_no_room_and_goes_on_when_there_is(alice, url, settings):
    enough, settings.INGESTION = settings.INGESTION, replace(settings.INGESTION, keep_free_bytes=10**18)
    answer = part(alice, url, 0, CONTENT)
    assert (answer.status_code, "nearly full" in answer.json()["error"]) == (507, True)
    settings.INGESTION = enough
    assert part(alice, url, 0, CONTENT).status_code == 204


def test_what_can_not_be_taken_in_when_it_is_whole_is_acknowledged_and_taken_in_later(alice, url, settings):
    part(alice, url, 0, CONTENT[:-1])
    storage.part(Upload.objects.get().pk).write_bytes(CONTENT)
    Upload.objects.update(offset=SIZE)
    enough, settings.INGESTION = settings.INGESTION, replace(settings.INGESTION, keep_free_bytes=10**18)
    assert offset(alice, url) == SIZE
    assert alice.get(url).json()["outcome"] == ""
    settings.INGESTION = enough
    assert alice.get(url).json()["outcome"] == "new"


def test_what_is_whole_but_was_not_taken_in_is_so_by_the_next_question_or_the_reaper(alice, cast, url):
    second = begin(alice, cast.handbook, name="second.txt")["Location"]
    for upload in Upload.objects.all():
        content = CONTENT if upload.name == "film.txt" else CONTENT[::-1]
        storage.part(upload.pk).write_bytes(content)
    Upload.objects.update(offset=SIZE, touched_at=timezone.now() - timedelta(minutes=1))
    assert offset(alice, url) == SIZE
    assert Document.objects.count() == 1
    ending.tidy()
    assert sorted(Document.objects.values_list("name", flat=True)) == ["film.txt", "second.txt"]
    assert alice.get(second).json()["outcome"] == "new"
    assert parts() == []


def whole(collection, person, name, content=CONTENT, *, hours=0):
    """An upload of which all has come, so many hours ago, and that was not taken in."""
    upload = beginning.begin(collection, name, len(content), by=person)
    storage.part(upload.pk).write_bytes(content)
    Upload.objects.filter(pk=upload.pk).update(offset=len(content), touched_at=timezone.now() - timedelta(hours=hours, minutes=1))
    return Upload.objects.get(pk=upload.pk)


def test_what_is_whole_is_not_forgotten_however_long_it_has_to_wait(cast, settings):
    whole(cast.handbook, cast.alice, "film.txt", hours=1000)
    enough, settings.INGESTION = settings.INGESTION, replace(settings.INGESTION, keep_free_bytes=10**18)
    ending.tidy()
    assert (Upload.objects.count(), len(parts())) == (1, 1)
    settings.INGESTION = enough
    ending.tidy()
    assert Document.objects.get().name == "film.txt"


def test_what_is_whole_but_whose_file_is_gone_is_forgotten(cast):
    storage.part(whole(cast.handbook, cast.alice, "film.txt", hours=25).pk).unlink()
    ending.tidy()
    assert not Upload.objects.exists()


@pytest.mark.parametrize("checksum", [None, receiving.Checksum("sha256", hashlib.sha256(CONTENT[:300]).digest())])
def test_an_upload_is_neither_forgotten_nor_ended_while_a_part_of_it_is_received(alice, url, checksum):
    def blocks():
        yield CONTENT[:200]
        Upload.objects.update(touched_at=timezone.now() - timedelta(hours=25))
        ending.tidy()
        assert alice.delete(url, headers=TUS).status_code == 423
        yield CONTENT[200:300]

    receiving.append(Upload.objects.get(), 0, blocks(), checksum=checksum)
    ending.tidy()
    assert offset(alice, url) == 300
    assert alice.delete(url, headers=TUS).status_code == 204


def test_whoever_sends_in_vain_goes_on_with_it_all_the_same(alice, url):
    Upload.objects.update(touched_at=timezone.now() - timedelta(hours=25))
    wrong = {"Upload-Checksum": f"sha256 {encoded('wrong')}"}
    assert part(alice, url, 0, CONTENT, **wrong).status_code == 460
    ending.tidy()
    assert offset(alice, url) == 0


def test_what_was_taken_in_before_it_could_be_ended_is_said_to_be_a_document(alice, cast, url):
    part(alice, url, 0, CONTENT)
    assert alice.delete(url, headers=TUS).status_code == 409
    assert alice.get(url).json()["document"] == str(Document.objects.get().pk)
    browser = Client()
    browser.force_login(cast.alice)
    said = browser.post(f"/uploads/{Upload.objects.get().pk}/discard/", follow=True).text
    assert "“film.txt” was not discarded. All of it had come, and it was taken in" in said


def test_a_disk_that_fails_for_a_while_costs_nothing_and_holds_up_no_other_upload(alice, cast, caplog):
    first = whole(cast.handbook, cast.alice, "first.txt", hours=1000)
    whole(cast.handbook, cast.alice, "second.txt", CONTENT[::-1])
    in_the_way = storage.content(hashlib.sha256(CONTENT).hexdigest()).parent
    shutil.rmtree(in_the_way, ignore_errors=True)
    in_the_way.touch()
    ending.tidy()
    assert Document.objects.get().name == "second.txt"
    assert f"Could not look after the upload {first.pk}" in caplog.text
    assert alice.get(f"{BASE}/uploads/{first.pk}").json()["outcome"] == ""
    assert parts() == [str(first.pk)]
    in_the_way.unlink()
    assert alice.get(f"{BASE}/uploads/{first.pk}").json()["outcome"] == "new"


@pytest.mark.parametrize("number", [errno.EXDEV, errno.EPERM])
def test_where_no_links_can_be_made_the_file_is_copied(cast, monkeypatch, number):
    def refuse(source, target):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", refuse)
    ending.finish(whole(cast.handbook, cast.alice, "film.txt"))
    latest = Document.objects.get().latest
    assert latest
    assert storage.original(latest).read_bytes() == CONTENT
    assert parts() == []


@pytest.mark.usefixtures("vectors_service")
def test_an_upload_with_which_nobody_goes_on_is_forgotten(alice, url):
    part(alice, url, 0, CONTENT[:10])
    Upload.objects.update(touched_at=timezone.now() - timedelta(hours=25))
    tasks.reap()
    assert alice.head(url, headers=TUS).status_code == 404
    assert parts() == []


def test_an_upload_is_ended_by_its_person(alice, cast, url):
    part(alice, url, 0, CONTENT[:10])
    assert alice.delete(url, headers=TUS).status_code == 204
    assert (alice.head(url, headers=TUS).status_code, parts()) == (404, [])
    browser = Client()
    browser.force_login(cast.alice)
    begin(alice, cast.handbook)
    page = browser.get(f"/collections/{cast.handbook.pk}/").text
    assert "film.txt" in page
    assert "Choose the same file again to go on." in page
    said = browser.post(f"/uploads/{Upload.objects.get().pk}/discard/", follow=True).text
    assert "The unfinished upload of “film.txt” was discarded." in said
    assert parts() == []


def test_the_doctor_finds_files_without_an_upload_and_uploads_without_a_file(alice, cast, url):
    assert list(check()) == []
    for stray in (storage.part(Document().pk), storage.folder("uploads") / ".nfs0001"):
        stray.write_bytes(b"left")
        os.utime(stray, (0, 0))
    storage.part(Upload.objects.get().pk).unlink()
    assert part(alice, url, 0, CONTENT).status_code == 404
    found = list(check())
    assert [finding.kind for finding in found] == ["surplus file", "surplus file", "missing file"]
    for finding in found:
        assert finding.repair
        finding.repair()
    assert (list(check()), Upload.objects.count()) == ([], 0)


def test_what_is_unfinished_is_looked_through_when_a_document_is_erased(alice, url):
    part(alice, url, 0, b"The ferry of Harlesund leaves at nine.")
    assert [hit.where for hit in holding.search(["ferry of Harlesund"])] == ["Files in passing"]
    assert list(holding.search(["ferry of Nowhere"])) == []


def test_a_program_does_not_bring_back_what_was_erased(alice, cast, url):
    tombstones.put([tombstones.content(cast.handbook.pk, hashlib.sha256(CONTENT).hexdigest())])
    part(alice, url, 0, CONTENT)
    told = alice.get(url).json()
    assert (told["outcome"], "was erased from this collection" in told["reason"]) == ("refused", True)
    assert not storage.content(hashlib.sha256(CONTENT).hexdigest()).exists()


def test_only_tus_is_spoken(alice, cast, url):
    answer = alice.head(url)
    assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")
    described = alice.options(f"{BASE}/collections/{cast.handbook.pk}/uploads")
    assert (described.status_code, described["Tus-Extension"]) == (204, "creation,expiration,checksum,termination")
    wrong = alice.generic("PATCH", url, b"x", content_type="text/plain", headers={**TUS, "Upload-Offset": "0"})
    assert wrong.status_code == 415
    for headers in (
        {"Upload-Length": "-1"},
        {"Upload-Length": "many"},
        {},
        {"Upload-Length": "1", "Upload-Metadata": "filename ***"},
        {"Upload-Length": "1", "Upload-Metadata": "filename é"},
    ):
        assert alice.post(f"{BASE}/collections/{cast.handbook.pk}/uploads", headers={**TUS, **headers}).status_code == 400
    assert part(alice, url, -1, b"x").status_code == 400


def test_an_empty_file_is_a_document_that_says_so(alice, cast):
    begin(alice, cast.handbook, size=0)
    latest = Document.objects.get().latest
    assert latest
    assert latest.reason == "The file is empty."


def test_a_plain_upload_of_the_same_bytes_is_the_same_document(alice, cast, url):
    part(alice, url, 0, CONTENT)
    answer = alice.post(f"{BASE}/collections/{cast.handbook.pk}/documents", {"file": io.BytesIO(CONTENT), "name": "film.txt"})
    assert answer.json()["outcome"] == "same"
