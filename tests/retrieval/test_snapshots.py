"""The index put aside as a folder, and taken back: by the command, with the real `vectors` process."""

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from retrieval import carrying, index, qdrant, snapshots, versions
from retrieval.models import IndexVersion
from tests.retrieval.houses import about, due, found, held, said

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service", "own_index")]


def live() -> IndexVersion:
    version = versions.live()
    assert version
    return version


@pytest.fixture
def trains():
    return about("trains")


@pytest.fixture
def folder(trains, tmp_path: Path) -> Path:
    said("snapshot", str(tmp_path / "copy"))
    return tmp_path / "copy"


def test_a_lost_index_is_taken_back_from_its_snapshot_without_embedding(trains, folder, embedded):
    qdrant.drop_collection(live().name)
    embedded.clear()
    assert said("restore", str(folder))["mended"] == []
    assert held(live()) == due(trains)
    assert embedded == []
    assert qdrant.live() == live().name
    assert "Rules about trains." in found("trains", trains)
    assert qdrant.own_versions() == [live().name]


def test_what_changed_in_the_database_since_is_mended_and_told(trains, folder):
    hotels = about("hotels")
    index.withdraw([trains.document_id])
    index.sweep(trains.document_id, keep=None)
    kinds = {each["kind"] for each in said("restore", str(folder))["mended"]}
    assert kinds == {"missing points", "orphaned points"}
    assert held(live()) == due(hotels)
    assert said("verify") == {"ok": True, "findings": []}


def refused(folder: Path) -> str:
    before = live().name, held(live()), qdrant.own_versions()
    with pytest.raises(CommandError) as error:
        call_command("index", "restore", str(folder), stdout=io.StringIO())
    assert (live().name, held(live()), qdrant.own_versions()) == before
    return str(error.value)


def test_a_damaged_or_missing_snapshot_is_refused_and_the_live_index_stays(folder, tmp_path):
    points = folder / snapshots.POINTS
    points.write_bytes(points.read_bytes()[:-5000] + bytes(5000 - 1))
    assert "is damaged, or no snapshot" in refused(folder)
    assert "is damaged, or no snapshot" in refused(tmp_path / "nothing")


def sign(folder: Path, **changed: Any) -> None:
    """Let its description fit what is in it."""
    known = json.loads((folder / snapshots.ABOUT).read_text())
    known |= {"sha256": carrying.digest(folder / snapshots.POINTS), **changed}
    (folder / snapshots.ABOUT).write_text(json.dumps(known))


def test_a_file_that_the_engine_cannot_open_is_refused_by_it(folder):
    (folder / snapshots.POINTS).write_bytes(b"no archive" * 1000)
    sign(folder)
    assert "is damaged, or no snapshot" in refused(folder)


@pytest.mark.parametrize("changed", [{"fingerprint": "other"}, {"dimensions": 7}, {"sparse": "other"}])
def test_a_snapshot_of_an_index_that_the_database_does_not_know_is_refused(folder, changed):
    sign(folder, **changed)
    assert "this database doesn't know" in refused(folder)


def test_a_collection_with_other_vectors_than_it_says_is_refused(folder, tmp_path):
    foreign = f"{versions.alias()}-0123456789ab"
    qdrant.create(foreign, dimensions=4)
    carrying.download(foreign, folder / snapshots.POINTS)
    qdrant.drop_collection(foreign)
    sign(folder)
    assert "this database doesn't know" in refused(folder)


def test_what_a_killed_restore_left_is_removed_by_the_next(trains, folder):
    left = f"{versions.alias()}-0123456789ab"
    carrying.upload(left, folder / snapshots.POINTS)
    said("restore", str(folder))
    assert qdrant.own_versions() == [live().name]
    assert held(live()) == due(trains)


def test_a_snapshot_overwrites_nothing_and_takes_the_place_of_a_half_one(folder):
    with pytest.raises(CommandError, match="is there already"):
        call_command("index", "snapshot", str(folder))
    shutil.move(folder, folder.with_name(f".{folder.name}.part"))
    said("snapshot", str(folder))
    assert sorted(path.name for path in folder.parent.iterdir()) == [folder.name]


def test_after_restoring_the_same_version_is_not_built_again(folder):
    said("restore", str(folder))
    with pytest.raises(CommandError, match="made that way already"):
        call_command("index", "build")
