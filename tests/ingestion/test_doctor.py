"""The doctor finds what doesn't agree, and mends it."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from ingestion import storage
from ingestion.models import Document, Page, Version
from retrieval import index, qdrant, versions
from retrieval.models import IndexedDocument, StoredChunk
from tests.ingestion.test_pipeline import found, long_text, newest, put
from tests.ingestion.workers import work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]


@pytest.fixture
def ferries(cast):
    """A healthy document."""
    document = put(cast, "ferries.txt", long_text("Ferries", 4))
    work_off()
    examined("--repair")
    return document


def examined(*options):
    """What the doctor says, and how it ends."""
    import io

    out, code = io.StringIO(), 0
    try:
        call_command("doctor", "--json", *options, stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    return json.loads(out.getvalue())["findings"], code


def kinds(findings):
    return sorted(finding["kind"] for finding in findings)


def test_a_healthy_house_has_no_findings(ferries):
    assert examined() == ([], 0)


def test_orphans_are_named_and_swept(ferries):
    stray = storage.folder("originals") / "ab" / ("ab" * 32)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"nobody's")
    (storage.folder("pages") / "00000000-0000-4000-8000-000000000000").mkdir()
    version = newest(ferries)
    Document.objects.filter(pk=ferries.pk).update(current=None, latest=None)
    Version.objects.filter(pk=version.pk).delete()
    Document.objects.filter(pk=ferries.pk).delete()
    findings, code = examined()
    assert kinds(findings) == ["found after its removal", "surplus chunks", "surplus file", "surplus file", "surplus page images"]
    assert code == 1
    findings, code = examined("--repair")
    assert code == 0
    assert all(finding["repaired"] for finding in findings)
    assert examined() == ([], 0)
    assert not stray.exists()
    assert index.count(version.pk) == StoredChunk.objects.count() == 0


def test_points_that_are_lost_are_made_anew(ferries, cast):
    qdrant.delete(versions.physical_name(), "document_id", ferries.pk)
    assert kinds(examined("--repair")[0]) == ["unlike numbers"]
    assert examined() == ([], 0)
    assert found(cast, "ferries harbour") == {newest(ferries).pk}


def test_chunks_and_pages_that_are_lost_are_read_again(ferries, cast):
    StoredChunk.objects.all().delete()
    Page.objects.all().delete()
    assert set(kinds(examined("--repair")[0])) == {"missing pages", "unlike numbers"}
    work_off()
    assert examined() == ([], 0)
    assert found(cast, "ferries harbour") == {newest(ferries).pk}


def test_points_that_lag_behind_are_told_of_their_documents(ferries):
    known = IndexedDocument.objects.get()
    assert (known.kind, known.dated, known.language) == ("text", timezone.localdate(), "en")
    IndexedDocument.objects.update(untold=timezone.now() - timedelta(hours=1))
    assert kinds(examined("--repair")[0]) == ["points behind"]
    assert examined() == ([], 0)


def test_a_visible_version_is_set_right(ferries, cast):
    IndexedDocument.objects.all().delete()
    assert kinds(examined("--repair")[0]) == ["not the visible version"]
    assert examined() == ([], 0)
    assert found(cast, "ferries harbour") == {newest(ferries).pk}


def test_a_lost_file_needs_a_person(ferries):
    storage.original(newest(ferries)).unlink()
    findings, code = examined("--repair")
    assert kinds(findings) == ["missing file"]
    assert "ferries.txt" in findings[0]["what"]
    assert code == 1
