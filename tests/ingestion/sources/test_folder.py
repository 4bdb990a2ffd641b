"""A watched folder, from its files to documents and back."""

import os
from dataclasses import replace

import pytest
from django.utils import timezone

from ingestion import intake, leases
from ingestion.models import Document
from ingestion.sources import runs, schedule, syncing
from ingestion.sources.models import Item, Run
from tests.ingestion.sources.making import claimed, content, counts, looked_at, names, source

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, settings):
    """A share with two files below a folder that may be watched."""
    root = tmp_path / "shares" / "rules"
    (root / "deep").mkdir(parents=True)
    (root / "keys.txt").write_text("The lantern key is brass.")
    (root / "deep" / "ferries.txt").write_text("The ferry leaves at nine.")
    settings.SOURCES = replace(settings.SOURCES, folders=(str(tmp_path / "shares"),))
    return root


@pytest.fixture
def watched(cast, folder):
    """The folder as a source of the Handbook."""
    return source(cast.handbook, "folder", path=str(folder))


def test_new_changed_gone_and_unchanged_files_are_told_apart(cast, folder, watched):
    assert counts(looked_at(watched)) == {"new": 2}
    assert names(cast.handbook) == ["Share/deep/ferries.txt", "Share/keys.txt"]
    (folder / "keys.txt").write_text("The lantern key is made of iron.")
    (folder / "horns.txt").write_text("The fog horn sounds twice.")
    assert counts(looked_at(watched)) == {"new": 1, "replaced": 1, "unchanged": 1}
    assert content("Share/keys.txt") == b"The lantern key is made of iron."
    (folder / "deep" / "ferries.txt").unlink()
    run = looked_at(watched)
    assert counts(run) == {"removed": 1, "unchanged": 2}
    assert run.details == [["removed", "Share/deep/ferries.txt", ""]]
    assert names(cast.handbook) == ["Share/horns.txt", "Share/keys.txt"]


def test_trying_it_says_what_would_happen_and_changes_nothing(cast, folder, watched):
    looked_at(watched)
    (folder / "keys.txt").write_text("changed")
    (folder / "horns.txt").write_text("new")
    (folder / "deep" / "ferries.txt").unlink()
    run = looked_at(watched, dry=True)
    assert counts(run) == {"new": 1, "replaced": 1, "removed": 1}
    assert sorted(what for what, _, _ in run.details) == ["new", "removed", "replaced"]
    assert names(cast.handbook) == ["Share/deep/ferries.txt", "Share/keys.txt"]
    assert content("Share/keys.txt") == b"The lantern key is brass."


def test_what_is_gone_may_be_kept_and_is_counted_once(cast, folder, watched):
    watched.gone = "keep"
    watched.save()
    looked_at(watched)
    (folder / "keys.txt").unlink()
    assert counts(looked_at(watched)) == {"kept": 1, "unchanged": 1}
    assert counts(looked_at(watched)) == {"unchanged": 1}
    (folder / "keys.txt").write_text("The lantern key is back.")
    assert counts(looked_at(watched)) == {"replaced": 1, "unchanged": 1}
    assert content("Share/keys.txt") == b"The lantern key is back."


def test_a_folder_that_is_suddenly_empty_deletes_nothing_until_somebody_confirms(cast, folder, watched):
    looked_at(watched)
    (folder / "keys.txt").unlink()
    (folder / "deep" / "ferries.txt").unlink()
    run = looked_at(watched)
    assert counts(run) == {"held": 2}
    assert "until somebody confirms" in run.details[0][2]
    assert len(names(cast.handbook)) == 2
    assert counts(looked_at(watched, removing=True)) == {"removed": 2}
    assert names(cast.handbook) == []


def test_a_folder_that_is_not_there_breaks_the_run_off_and_deletes_nothing(cast, folder, watched):
    looked_at(watched)
    folder.rename(folder.parent / "elsewhere")
    run = looked_at(watched)
    assert "There is no folder or file" in run.reason
    assert len(names(cast.handbook)) == 2


def test_links_lead_nowhere(cast, folder, watched, tmp_path):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "passwords.txt").write_text("no")
    (folder / "out").symlink_to(tmp_path / "secret")
    (folder / "file.txt").symlink_to(tmp_path / "secret" / "passwords.txt")
    os.mkfifo(folder / "pipe.txt")
    assert counts(looked_at(watched)) == {"new": 2}


def test_only_folders_that_the_setting_names_are_watched(cast, folder, tmp_path):
    (tmp_path / "other").mkdir()
    (folder / "way-out").symlink_to(tmp_path / "other")
    for path in (tmp_path / "other", folder / ".." / ".." / "other", folder / "way-out"):
        run = looked_at(source(cast.vault, "folder", path=str(path)))
        assert "FOOTNOTE_SOURCE_FOLDERS" in run.reason
        cast.vault.sources.all().delete()


def test_no_folder_may_be_watched_by_default(settings):
    assert settings.SOURCES.folders == ()


def test_two_files_of_the_same_bytes_share_a_document_and_survive_each_other(cast, folder, watched):
    (folder / "copy.txt").write_text("The lantern key is brass.")
    looked_at(watched)
    assert len(names(cast.handbook)) == 2
    (folder / "copy.txt").unlink()
    looked_at(watched)
    assert len(names(cast.handbook)) == 2
    (folder / "keys.txt").rename(folder / "renamed.txt")
    looked_at(watched)
    assert len(names(cast.handbook)) == 2


def test_an_upload_of_the_same_bytes_is_never_removed_with_the_source(cast, folder, watched):
    with (folder / "keys.txt").open("rb") as file:
        intake.accept(cast.handbook, "mine.txt", file, by=cast.alice)
    looked_at(watched)
    (folder / "keys.txt").unlink()
    looked_at(watched)
    assert names(cast.handbook) == ["Share/deep/ferries.txt", "mine.txt"]


def test_a_document_that_somebody_deleted_stays_away_until_its_original_changes(cast, folder, watched):
    looked_at(watched)
    intake.remove(Document.objects.get(name="Share/keys.txt"))
    assert counts(looked_at(watched)) == {"unchanged": 2}
    Document.with_trash.get(name="Share/keys.txt").delete()
    assert counts(looked_at(watched)) == {"unchanged": 2}
    (folder / "keys.txt").write_text("The lantern key is made of iron.")
    looked_at(watched)
    assert content("Share/keys.txt") == b"The lantern key is made of iron."


def test_what_somebody_deleted_and_is_then_gone_there_too_is_no_trouble(cast, folder, watched):
    looked_at(watched)
    intake.remove(Document.objects.get(name="Share/keys.txt"))
    (folder / "keys.txt").unlink()
    assert counts(looked_at(watched)) == {"unchanged": 1, "removed": 1}


def test_a_run_that_died_is_begun_again_by_another_worker_and_doubles_nothing(cast, folder, watched, monkeypatch):
    run = runs.ask(watched, by=None)
    dead = claimed()
    assert run
    assert runs.claim_next() is None
    Item.objects.create(source=watched, key="keys.txt", name="Share/keys.txt")
    with (folder / "keys.txt").open("rb") as file:  # it was killed between the document and its row
        intake.accept(cast.handbook, "Share/keys.txt", file, by=None)
    Run.objects.filter(pk=run.pk).update(leased_until=timezone.now())
    syncing.carry_out(claimed())
    assert counts(Run.objects.get(pk=run.pk)) == {"new": 1, "unchanged": 1}
    assert names(cast.handbook) == ["Share/deep/ferries.txt", "Share/keys.txt"]
    assert Item.objects.filter(document=None).count() == 0
    syncing.carry_out(dead)


def test_a_run_over_which_workers_die_is_set_aside(cast, watched, settings):
    run = runs.ask(watched, by=None)
    assert run
    for _ in range(settings.INGESTION.tries):
        claimed()
        Run.objects.filter(pk=run.pk).update(leased_until=timezone.now())
    assert runs.claim_next() is None
    runs.set_aside_the_stopped()
    assert "stopped each time" in Run.objects.get(pk=run.pk).reason
    assert runs.ask(watched, by=None)


def test_a_worker_that_is_asked_to_stop_puts_its_run_back(cast, watched):
    run = runs.ask(watched, by=None)
    hold = claimed()
    assert run
    leases.stopping.set()
    try:
        syncing.carry_out(hold)
    finally:
        leases.stopping.clear()
    run.refresh_from_db()
    assert (run.finished_at, run.lease, run.attempts) == (None, None, 0)
    assert runs.claim_next()


def test_a_source_has_one_run_at_a_time(cast, watched):
    assert runs.ask(watched, by=None)
    assert runs.ask(watched, by=None) is None


def test_the_beat_asks_for_each_due_run_once(cast, watched):
    watched.next_at = schedule.first(watched)
    watched.save()
    schedule.ask_for_due()
    schedule.ask_for_due()
    assert Run.objects.count() == 1
    watched.refresh_from_db()
    assert watched.next_at > timezone.now()
    watched.paused, watched.next_at = True, timezone.now()
    watched.save()
    Run.objects.update(finished_at=timezone.now())
    schedule.ask_for_due()
    assert Run.objects.count() == 1


def test_only_files_of_some_endings_if_they_are_named(cast, tmp_path, settings):
    settings.SOURCES = replace(settings.SOURCES, folders=(str(tmp_path),))
    for name in ("page.HTML", "site.css", "icon.gif"):
        (tmp_path / name).write_text("The lantern key is brass.")
    assert counts(looked_at(source(cast.handbook, "folder", path=str(tmp_path), endings=[".html", ".pdf"]))) == {"new": 1}
