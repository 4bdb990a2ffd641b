"""Too little room: nothing is taken in, work waits and goes on by itself, and a full disk leaves nothing half done."""

import hashlib
import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import redis
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access import tokens
from ingestion import attempts, intake, storage, tasks
from ingestion.arriving import beginning, ending, receiving
from ingestion.arriving.models import Upload
from ingestion.checks.room import shortage
from ingestion.errors import NoRoom
from ingestion.flow import held_up
from ingestion.flow.models import HeldUp, Try
from ingestion.models import Document, State, Version
from ingestion.sources.models import Item, Run
from retrieval import index
from tests.ingestion import makers
from tests.ingestion.sources.making import looked_at, source
from tests.ingestion.test_pipeline import long_text, newest, put
from tests.ingestion.workers import claimed, work_off
from tests.retrieval.test_vectors_process import running

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]
MORE_THAN_THERE_IS = 10**18


@pytest.fixture
def short(settings):
    """A disk with less free than must be; call what it yields to have room again."""
    enough = settings.INGESTION
    settings.INGESTION = replace(enough, keep_free_bytes=MORE_THAN_THERE_IS)

    def over():
        settings.INGESTION = enough

    return over


@pytest.fixture
def disk(tmp_path):
    """Mount a small file system of so many megabytes in a folder; a test that needs one is skipped where that isn't allowed."""
    mounted: list[Path] = []

    def mount(megabytes):
        folder = tmp_path / f"disk-{len(mounted)}"
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode:
            pytest.skip("a file system of its own can't be mounted here")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def alice(cast):
    client = Client()
    client.force_login(cast.alice)
    return client


def again():
    """The pause after a lost service is over."""
    Version.objects.filter(state=State.RECEIVED).update(leased_until=None)


def test_nothing_is_taken_in_by_the_page_the_api_or_a_command(cast, alice, short, tmp_path):
    upload = reverse("ingestion:upload", args=[cast.handbook.pk])
    answer = alice.post(upload, {"file": io.BytesIO(b"Ferries.")}, headers={"HX-Request": "true"})
    assert answer.status_code == 507
    assert 'data-outcome="lost"' in answer.text
    assert "nearly full, so this was not taken" in answer.text
    assert "nearly full, so this was not taken" in alice.post(upload, {"file": io.BytesIO(b"Ferries.")}, follow=True).text
    program = Client(headers={"Authorization": f"Bearer {tokens.issue(cast.alice, 'test')}"})
    answer = program.post(f"/api/v1/collections/{cast.handbook.pk}/documents", {"file": io.BytesIO(b"Ferries.")})
    assert (answer.status_code, "nearly full" in answer.json()["error"]) == (507, True)
    (tmp_path / "ferries.txt").write_text("Ferries.")
    with pytest.raises(CommandError, match="nearly full"):
        call_command("ingest", str(tmp_path), "--collection", "Handbook")
    assert not Document.objects.exists()
    assert [path.name for path in storage.folder("incoming").iterdir() if path.name != ".lock"] == []
    short()
    assert alice.post(upload, {"file": io.BytesIO(b"Ferries.")}, headers={"HX-Request": "true"}).status_code == 201


def test_work_waits_says_why_and_goes_on_by_itself(cast, alice, short, settings):
    settings.INGESTION, enough = replace(settings.INGESTION, keep_free_bytes=0), settings.INGESTION
    document = put(cast, "a.txt", long_text("Ferries", 2))
    settings.INGESTION = enough
    tasks.ingest_next()
    assert (newest(document).state, newest(document).attempts, Try.objects.count()) == (State.RECEIVED, 0, 0)
    said = "Documents wait: the disk is nearly full"
    assert said in alice.get(reverse("ingestion:collection", args=[cast.handbook.pk])).text
    ada = Client()
    ada.force_login(cast.ada)
    assert f"{said} (" in ada.get(reverse("ingestion:work")).text
    assert Client().get("/health/").json() == {"status": "ok", "disk": "nearly full"}
    assert [finding.kind for finding in shortage()] == ["disk nearly full"]
    short()
    tasks.ingest_next()
    assert newest(document).state == State.READY
    assert "Documents wait" not in alice.get(reverse("ingestion:collection", args=[cast.handbook.pk])).text


def test_a_run_of_a_source_waits_and_one_that_is_under_way_says_why_it_ended(cast, alice, short, settings, tmp_path):
    share = tmp_path / "share"
    share.mkdir()
    (share / "a.txt").write_text("Ferries.")
    settings.SOURCES = replace(settings.SOURCES, folders=(str(tmp_path),))
    made = source(cast.handbook, "folder", path=str(share))
    run = looked_at(made)
    assert (run.failed, run.removed) == (0, 0)
    assert "nearly full, so the rest was not taken" in run.reason
    waiting = Run.objects.create(source=made)
    tasks.sync_next()
    waiting.refresh_from_db()
    assert waiting.finished_at is None
    assert Item.objects.filter(document__isnull=False).count() == 0
    short()
    tasks.sync_next()
    waiting.refresh_from_db()
    assert (waiting.new, waiting.reason) == (1, "")


def test_an_original_that_does_not_fit_on_the_disk_leaves_nothing(cast, disk, settings):
    settings.INGESTION = replace(settings.INGESTION, files=disk(2), keep_free_bytes=0)
    with pytest.raises(NoRoom):
        intake.accept(cast.handbook, "big.bin", io.BytesIO(bytes(4 * 1024**2)), by=cast.alice)
    assert [path.name for path in storage.folder("incoming").iterdir()] in ([], [".lock"])
    assert not Document.objects.exists()


def test_a_part_of_an_upload_that_does_not_fit_keeps_what_came(cast, disk, settings):
    folder = disk(4)
    settings.INGESTION = replace(settings.INGESTION, files=folder, keep_free_bytes=0)
    content = bytes(range(256)) * 8000
    upload = beginning.begin(cast.handbook, "film.txt", len(content), by=cast.alice)
    (folder / "filler").write_bytes(bytes(free_on(folder) - 1024**2))
    with pytest.raises(NoRoom):
        receiving.append(upload, 0, [content[:256_000], content[256_000:]])
    here = Upload.objects.get().offset
    assert 256_000 <= here < len(content)
    (folder / "filler").unlink()
    ending.finish(receiving.append(upload, here, [content[here:]]))
    assert storage.original(newest(Document.objects.get())).read_bytes() == content


def test_a_part_with_a_checksum_that_does_not_fit_is_not_kept(cast, disk, settings):
    folder = disk(4)
    settings.INGESTION = replace(settings.INGESTION, files=folder, keep_free_bytes=0)
    content = bytes(range(256)) * 8000
    upload = beginning.begin(cast.handbook, "film.txt", len(content), by=cast.alice)
    (folder / "filler").write_bytes(bytes(free_on(folder) - 1024**2))
    with pytest.raises(NoRoom):
        receiving.append(upload, 0, [content], checksum=receiving.Checksum("sha1", hashlib.sha1(content).digest()))
    assert Upload.objects.get().offset == 0


def test_a_document_whose_pictures_do_not_fit_waits_and_is_read_when_there_is_room(cast, disk, settings, tmp_path):
    folder = disk(3)
    settings.INGESTION = replace(settings.INGESTION, files=folder, keep_free_bytes=0)
    scan = makers.scan_pdf(tmp_path / "a.pdf", [makers.picture(f"{makers.PROSE} {number}") for number in range(3)])
    document = put(cast, "scan.pdf", scan.read_bytes())
    filler = folder / "filler"
    filler.write_bytes(bytes(free_on(folder) - 32 * 1024))
    for _ in range(4):
        assert not attempts.attempt(claimed())
        again()
    version = newest(document)
    assert (version.state, version.attempts, version.trouble) == (State.RECEIVED, 0, "")
    assert set(Try.objects.values_list("end", "reason", "detail")) == {(Try.End.WAITED, "The disk is full.", "DiskFull")}
    assert not list(storage.page_images(version.pk).glob("*"))
    filler.unlink()
    work_off()
    assert newest(document).state == State.READY


def test_a_document_that_fills_the_disk_itself_each_time_is_set_aside_and_tried_again_when_asked(cast, disk, settings, tmp_path):
    folder = disk(3)
    settings.INGESTION = replace(settings.INGESTION, files=folder, keep_free_bytes=0)
    pictures = [makers.picture(f"{makers.PROSE} {number}") for number in range(6)]
    scan = makers.scan_pdf(tmp_path / "a.pdf", pictures)
    document = put(cast, "scan.pdf", scan.read_bytes())
    filler = folder / "filler"
    filler.write_bytes(bytes(free_on(folder) - scan.stat().st_size - 64 * 1024))
    for _ in range(settings.INGESTION.tries):
        assert not attempts.attempt(claimed())
        again()
    version = newest(document)
    assert (version.state, version.trouble) == (State.FAILED, "needs-more-room")
    assert "more room than there is" in version.reason
    assert not list(storage.page_images(version.pk).glob("*"))
    filler.unlink()
    intake.retry(document)
    work_off()
    assert newest(document).state == State.READY


def test_a_database_that_is_full_costs_no_try(cast):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite's size can be limited here")
    document = put(cast, "a.txt", long_text("Ferries", 400))
    lease = claimed()
    with connection.cursor() as cursor:
        free = "zeroblob(freelist_count * page_size) FROM pragma_freelist_count, pragma_page_size"
        cursor.execute(f"CREATE TABLE filler AS SELECT {free}")  # room that other tests have left free within it
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")  # holds for this connection
        assert not attempts.attempt(lease)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE filler")
    version = newest(document)
    assert (version.state, version.attempts) == (State.RECEIVED, 0)
    assert Try.objects.get().reason == "The disk is full."
    again()
    work_off()
    assert newest(document).state == State.READY


def test_a_redis_that_takes_nothing_holds_nothing_up(cast, redis_service):
    server = redis.Redis.from_url(redis_service)
    server.config_set("maxmemory", 1)
    try:
        document = put(cast, "a.txt", long_text("Ferries", 2))
        work_off()
    finally:
        server.config_set("maxmemory", 0)
    assert newest(document).state == State.READY


def test_an_index_that_is_full_costs_no_try_and_is_tried_by_writing_before_anything_is_begun(cast, alice, disk, settings):
    folder = disk(160)
    with running(folder) as (_, client):
        settings.RETRIEVAL = replace(settings.RETRIEVAL, qdrant_url=address(client), alias="full")
        work_off_one(cast, "first.txt")
        document = put(cast, "a.txt", long_text("Ferries", 2))
        (folder / "filler").write_bytes(bytes(free_on(folder) - 40 * 1024**2))
        assert not attempts.attempt(claimed())
        version = newest(document)
        assert (version.state, version.attempts) == (State.RECEIVED, 0)
        assert HeldUp.objects.get().full
        again()
        tasks.ingest_next()
        assert Try.objects.filter(version_id=version.pk).count() == 1
        said = "Documents wait: the search index has no room left on its disk"
        assert said in alice.get(reverse("ingestion:collection", args=[cast.handbook.pk])).text
        (folder / "filler").unlink()
        tasks.ingest_next()
        assert newest(document).state == State.READY
        assert held_up.shown() == ""
        assert set(index.tally()) == set(Version.objects.filter(state=State.READY).values_list("pk", flat=True))


def test_what_nobody_has_said_for_long_is_not_said(cast):
    HeldUp.objects.create(pk=1, reason="the search index does not answer")
    assert held_up.shown()
    HeldUp.objects.update(seen_at=timezone.now() - 2 * held_up.FRESH)
    assert held_up.shown() == ""


def work_off_one(cast, name):
    document = put(cast, name, b"The ferry leaves at nine.")
    work_off()
    assert newest(document).state == State.READY


def address(client):
    return client.init_options["location"]


def free_on(folder):
    return shutil.disk_usage(folder).free
