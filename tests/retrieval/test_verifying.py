"""Does every version of the index hold what the rows say? And the command that shows, builds, switches and mends it."""

import io
import uuid
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from retrieval import filling, qdrant, versions
from retrieval.building import steering
from retrieval.models import IndexVersion, StoredChunk
from tests.retrieval.houses import about, due, held, names, said, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service", "own_index")]


@pytest.fixture
def trains():
    return about("trains")


def live() -> IndexVersion:
    found = versions.live()
    assert found
    return found


def spoil(version: IndexVersion, document) -> None:
    """Lose a point, leave one of nobody's, and have two say what isn't so."""
    lost, other = StoredChunk.objects.filter(version_id=document.version_id).order_by("ordinal")
    points = filling.points(version, [lost, other])
    qdrant.upsert(
        version.name,
        [
            replace(points[0], chunk_id=uuid.uuid4()),
            replace(points[1], collection_id=uuid.uuid4()),
        ],
    )
    qdrant.delete_points(version.name, [lost.pk])


def test_what_is_missing_orphaned_and_wrong_is_found_and_mended_in_every_version(trains, settings, third_model):
    hotels = about("hotels")
    settings.RETRIEVAL = replace(settings.RETRIEVAL, model=third_model)
    steering.build()
    work_off()
    assert said("verify") == {"ok": True, "findings": []}
    row = StoredChunk.objects.filter(version_id=hotels.version_id)[0]
    for version in IndexVersion.objects.all():
        spoil(version, trains)
        qdrant.upsert(version.name, [replace(filling.points(version, [row])[0], version_id=uuid.uuid4())])
    with pytest.raises(SystemExit):
        call_command("index", "verify", stdout=io.StringIO())
    findings = said("verify", "--repair")["findings"]
    kinds = ["missing points", "orphaned points", "wrong access", "wrong version"]
    assert sorted(each["kind"] for each in findings) == sorted(2 * kinds)
    assert {each["version"] for each in findings} == {each.name for each in IndexVersion.objects.all()}
    assert said("verify") == {"ok": True, "findings": []}
    assert all(held(each) == due(trains, hotels) for each in IndexVersion.objects.all())


def test_a_lost_collection_is_made_again(trains):
    qdrant.drop_collection(live().name)
    assert [each["kind"] for each in said("verify", "--repair")["findings"]] == ["missing points"]
    assert held(live()) == due(trains)


def test_a_collection_of_nobody_s_is_found_and_removed(trains):
    stray = f"{versions.alias()}-0123456789ab"
    qdrant.create(stray, dimensions=4)
    assert [each["kind"] for each in said("verify", "--repair")["findings"]] == ["stray collection"]
    assert names() == [live().name]


def test_the_command_builds_compares_switches_goes_back_and_frees(trains, settings, third_model, cast, tmp_path):
    old = live().name
    assert [each["state"] for each in said("status")["versions"]] == ["live"]
    with pytest.raises(CommandError, match="made that way already"):
        said("build")
    settings.RETRIEVAL = replace(settings.RETRIEVAL, model=third_model)
    built = said("build", "--wait")["versions"]
    assert [(each["state"], each["done"], each["total"]) for each in built] == [("live", 0, 0), ("ready", 2, 2)]
    StoredChunk.objects.update(collection_id=cast.handbook.pk)
    questions = tmp_path / "questions.txt"
    questions.write_text("Rules about trains.\n\nWho pays?\n")
    assert said("compare", "--questions", str(questions), "--as", "bob")["questions"] == 0, "bob's collection holds no points yet"
    new = said("switch")["live"]
    assert new == live().name != old
    assert said("rollback")["live"] == old
    assert said("free") == {"freed": True}
    assert [each["name"] for each in said()["versions"]] == [old] == list(names())


@pytest.mark.parametrize("step", ["cancel", "switch", "rollback", "free", "compare"])
def test_a_step_that_does_not_go_now_says_why(trains, step):
    with pytest.raises(CommandError, match=r"^(No|There are no) "):
        said(step)
