"""`manage.py ingest`: folders of a disk into a collection, again and again."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from access.models import Collection
from access.scope import Scope
from ingestion.models import Document, State
from retrieval.search import search

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service")]


@pytest.fixture
def folder(tmp_path):
    """A folder with two documents, a hidden file and a damaged one."""
    root = tmp_path / "docs"
    (root / "rules").mkdir(parents=True)
    (root / "rules" / "ferries.txt").write_text("The ferry leaves at nine.")
    (root / "keys.md").write_text("# Keys\n\nThe lantern key is brass.")
    (root / ".hidden").write_text("no")
    return root


def ingested(*words):
    """The report, and how the command ends."""
    out, code = io.StringIO(), 0
    try:
        call_command("ingest", *map(str, words), "--json", stdout=out, stderr=io.StringIO())
    except SystemExit as end:
        code = int(end.code or 0)
    return json.loads(out.getvalue()), code


def test_a_folder_becomes_a_collection_without_any_worker(cast, folder):
    report, code = ingested(folder, "--collection", "Harbour", "--as", "alice", "--wait")
    assert code == 0
    assert (report["created"], report["new"], report["ready"], report["failed"]) == (True, 2, 2, 0)
    assert sorted(row["name"] for row in report["documents"]) == ["keys.md", "rules/ferries.txt"]
    assert {row["state"] for row in report["documents"]} == {"ready"}
    collection = Collection.objects.get(name="Harbour")
    assert [grant.user for grant in collection.grants.all()] == [cast.alice]
    assert search("Which key is brass?", Scope(frozenset([collection.pk]))).passages


def test_a_second_run_takes_in_only_what_changed(cast, folder):
    ingested(folder, "--collection", "Harbour", "--wait")
    (folder / "keys.md").write_text("# Keys\n\nThe lantern key is iron.")
    (folder / "rules" / "ferries.txt").unlink()
    report, code = ingested(folder, "--collection", "Harbour", "--wait", "--prune")
    assert code == 0
    assert (report["new"], report["replaced"], report["same"], report["removed"]) == (0, 1, 0, 1)
    assert [document.name for document in Document.objects.all()] == ["keys.md"]


def test_a_moved_file_is_not_pruned(cast, folder):
    ingested(folder, "--collection", "Harbour")
    (folder / "keys.md").rename(folder / "rules" / "keys.md")
    report, _ = ingested(folder, "--collection", "Harbour", "--prune")
    assert (report["same"], report["removed"]) == (2, 0)


def test_one_bad_file_stops_no_other_and_is_told(cast, folder):
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    report, code = ingested(folder, "--collection", "Harbour", "--wait")
    assert code == 1
    assert (report["ready"], report["failed"]) == (2, 1)
    assert Document.objects.filter(name="broken.pdf", latest__state=State.FAILED).exists()


def test_a_link_out_of_the_folder_and_a_missing_path_are_refused_or_left_out(cast, folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.txt").write_text("secret")
    (folder / "link").symlink_to(tmp_path / "elsewhere")
    assert ingested(folder, "--collection", "Harbour")[0]["new"] == 2
    with pytest.raises(CommandError, match="is not there"):
        call_command("ingest", str(tmp_path / "nowhere"), "--collection", "Harbour")


def test_two_files_that_would_be_one_document_are_refused(cast, folder, tmp_path):
    (tmp_path / "keys.md").write_text("other keys")
    with pytest.raises(CommandError, match=r"would both be called keys\.md"):
        call_command("ingest", str(folder), str(tmp_path / "keys.md"), "--collection", "Harbour")


def test_who_may_not_add_is_refused(cast, folder):
    with pytest.raises(CommandError, match="may not add"):
        call_command("ingest", str(folder), "--collection", "Handbook", "--as", "bob")
    assert not Document.objects.exists()


def test_waiting_says_that_the_index_is_away(cast, folder, settings):
    from dataclasses import replace

    settings.RETRIEVAL = replace(settings.RETRIEVAL, qdrant_url="http://127.0.0.1:9")
    with pytest.raises(CommandError, match="does not answer"):
        call_command("ingest", str(folder), "--collection", "Harbour", "--wait", stdout=io.StringIO())
    assert Document.objects.filter(latest__state=State.RECEIVED).count() == 2
