"""An archive becomes documents, each with its own end; nested ones to a small depth."""

import io
import zipfile

import pytest

from ingestion.models import Document, State
from tests.ingestion import makers
from tests.ingestion.test_pipeline import found, newest, put
from tests.ingestion.workers import work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]


def nested(parts, depth):
    """A zip in a zip in a zip …"""
    for _ in range(depth):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
        parts = {"inner.zip": buffer.getvalue()}
    return parts["inner.zip"]


def states():
    return dict(Document.objects.values_list("name", "latest__state"))


def test_the_files_of_an_archive_become_documents_and_fail_by_themselves(cast, tmp_path):
    parts: dict[str, str | bytes] = {
        "rules/ferry.txt": "The ferry leaves at nine.",
        "rules/broken.docx": b"PK\x03\x04 no more",
        "../../up.txt": "Ropes are blue.",
    }
    archive = put(cast, "harbour.zip", makers.packed(tmp_path / "a.zip", parts).read_bytes())
    work_off()
    assert states() == {
        "harbour.zip": State.READY,
        "harbour.zip/rules/ferry.txt": State.READY,
        "harbour.zip/rules/broken.docx": State.FAILED,
        "harbour.zip/up.txt": State.READY,
    }
    ferry = Document.objects.get(name__endswith="ferry.txt")
    assert ferry.parent == archive
    assert newest(ferry).pk in found(cast, "When does the ferry leave?")
    assert "Word file" in newest(Document.objects.get(name__endswith="broken.docx")).reason


def test_a_new_version_of_an_archive_takes_away_what_is_no_longer_in_it(cast, tmp_path):
    put(cast, "a.zip", makers.packed(tmp_path / "1.zip", {"old.txt": "Old.", "same.txt": "Same."}).read_bytes())
    work_off()
    same = newest(Document.objects.get(name="a.zip/same.txt")).pk
    put(cast, "a.zip", makers.packed(tmp_path / "2.zip", {"new.txt": "New.", "same.txt": "Same."}).read_bytes())
    work_off()
    assert set(states()) == {"a.zip", "a.zip/new.txt", "a.zip/same.txt"}
    assert newest(Document.objects.get(name="a.zip/same.txt")).pk == same


def test_archives_within_archives_are_opened_to_a_small_depth(cast):
    put(cast, "a.zip", nested({"deep.txt": b"Deep down."}, 3))
    put(cast, "b.zip", nested({"deeper.txt": b"Deeper down."}, 5))
    work_off()
    assert states()["a.zip/inner.zip/inner.zip/deep.txt"] == State.READY
    failed = Document.objects.get(latest__state=State.FAILED)
    assert "levels deep" in newest(failed).reason
    assert not Document.objects.filter(name__endswith="deeper.txt").exists()
