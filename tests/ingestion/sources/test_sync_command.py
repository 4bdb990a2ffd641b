"""`manage.py sync`: sources looked at from the command line."""

import io
import json
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from ingestion.sources import runs
from tests.ingestion.sources.making import names, source

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast, tmp_path, settings):
    """A folder with one file, as a source of the Handbook."""
    (tmp_path / "keys.txt").write_text("The lantern key is brass.")
    settings.SOURCES = replace(settings.SOURCES, folders=(str(tmp_path),))
    return source(cast.handbook, "folder", path=str(tmp_path))


def synced(*words):
    """What the command prints, and how it ends."""
    out, code = io.StringIO(), 0
    try:
        call_command("sync", *words, "--json", stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    return json.loads(out.getvalue())["runs"], code


def test_all_sources_that_are_not_paused_are_looked_at(cast, share):
    source(cast.vault, "folder", path="/nowhere")
    cast.vault.sources.update(paused=True)
    reports, code = synced()
    assert code == 0
    assert [(each["collection"], each["source"], each["new"]) for each in reports] == [("Handbook", "Share", 1)]
    assert names(cast.handbook) == ["Share/keys.txt"]


def test_a_dry_run_changes_nothing(cast, share):
    assert synced("Handbook/Share", "--dry-run")[0][0]["new"] == 1
    assert names(cast.handbook) == []


def test_a_source_that_breaks_off_ends_with_an_error(cast, share):
    cast.handbook.sources.update(settings={"path": "/nowhere"})
    reports, code = synced(str(share.pk))
    assert code == 1
    assert "There is no folder or file" in reports[0]["reason"]


def test_an_unknown_name_and_one_of_several_are_said(cast, share):
    source(cast.vault, "folder", path="/nowhere")
    with pytest.raises(CommandError, match="There is no source"):
        call_command("sync", "Nothing")
    with pytest.raises(CommandError, match="Several collections"):
        call_command("sync", "Share")


def test_a_run_that_is_under_way_is_not_run_twice(cast, share):
    assert runs.begin(share, dry=False)
    with pytest.raises(CommandError, match="under way already"):
        call_command("sync", "Share")


def test_a_run_that_waits_is_carried_out(cast, share):
    assert runs.ask(share, by=None)
    assert synced("Share")[0][0]["new"] == 1
    assert runs.claim_next() is None
