"""Another version of the index: built beside the live one while documents come and go, resumed, cancelled, missing nothing."""

import subprocess
import sys
import uuid
from dataclasses import replace

import numpy as np
import pytest

from forgetting.messages import Subject
from retrieval import erasing, filling, index, qdrant, verifying, versions
from retrieval.building import comparing, leases, removing, steering, working, yielding
from retrieval.errors import IndexUnavailable, NotNow
from retrieval.models import Behind, IndexVersion, StoredChunk
from retrieval.versions import State
from tests.ingestion.workers import ROOT, environment
from tests.retrieval.houses import THINGS, about, due, expire, found, held, names, work_off, written

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]


@pytest.fixture(autouse=True)
def _own_index(settings, second_model):
    """An index for each test, made with the second model."""
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"building-{uuid.uuid4().hex[:8]}", model=second_model)
    yield
    for name in names():
        qdrant.client().delete_collection(name)


@pytest.fixture
def six():
    """Six documents of two chunks."""
    return [about(thing) for thing in THINGS]


@pytest.fixture
def asked_for(six, settings, third_model):
    """Another version is asked for, with the third model."""
    settings.RETRIEVAL = replace(settings.RETRIEVAL, model=third_model)
    return steering.build()


def live() -> IndexVersion:
    found = versions.live()
    assert found
    return found


def other() -> IndexVersion:
    found = steering.beside()
    assert found
    return found


def test_a_version_is_built_beside_the_live_one_which_stays_as_it_is(six, asked_for):
    before = held(live())
    work_off()
    assert (other().state, other().done, other().total) == (State.READY, 12, 12)
    assert held(other()) == held(live()) == before == due(*six)
    assert (live().dimensions, other().dimensions) == (48, 64)
    row = StoredChunk.objects.first()
    assert row
    vector = qdrant.dense_vectors(other().name, [row.pk])[row.pk]
    assert np.allclose(vector, versions.model(other()).encode(["\n".join([row.title, row.text])])[0], atol=1e-3)
    assert verifying.examine() == []


def test_what_lies_in_the_trash_is_built_too_and_what_is_hidden_is_not(six, asked_for):
    index.withdraw([six[0].document_id])
    newer = written("Rules about trains, new.", of=six[1])
    index.hide(six[1].version_id)
    work_off()
    assert held(other()) == held(live()) == due(six[0], newer, *six[2:])
    index.publish(six[0])
    steering.switch()
    assert found("Rules about trains.", six[0])[0] == "Rules about trains."


def test_what_the_text_does_not_lead_to_is_found_by_one_comparison_however_much_it_is(six, asked_for, monkeypatch):
    compare, compared = comparing.differing, list[str]()

    def counting(version):
        compared.append(version.name)
        return compare(version)

    monkeypatch.setattr(comparing, "differing", counting)
    monkeypatch.setattr(working, "TURN", 0.0)
    index.withdraw([each.document_id for each in six[1:]])
    work_off()
    assert held(other()) == held(live()) == due(*six)
    assert len(compared) == 2, "and by another one it is known to be whole"


def test_documents_that_come_change_and_go_while_it_is_built_are_right_in_both(six, asked_for, monkeypatch):
    monkeypatch.setattr(working, "STEP", 2)
    monkeypatch.setattr(working, "TURN", 0.0)
    working.work()
    assert 0 < other().done < 12
    new = about("bicycles")
    changed = written("Rules about meals, new.", of=six[1])
    index.sweep(six[1].document_id, keep=changed.version_id)
    index.withdraw([six[2].document_id])
    index.sweep(six[2].document_id, keep=None)
    work_off()
    assert held(other()) == held(live()) == due(six[0], changed, new, *six[3:])
    steering.switch()
    assert found("bicycles", new)[0] == "Rules about bicycles."


def test_a_document_that_was_begun_before_the_building_and_ends_after_it_is_in_both(six, settings, third_model, monkeypatch):
    def meanwhile(*words):
        monkeypatch.undo()
        settings.RETRIEVAL = replace(settings.RETRIEVAL, model=third_model)
        steering.build()
        work_off()
        assert other().state == State.READY
        return filling.fill(*words)

    monkeypatch.setattr(filling, "fill", meanwhile)
    new = about("bicycles")
    assert held(other()) == held(live()) == due(new, *six)


KILLED = """
import os, signal, django
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
from retrieval import qdrant
from retrieval.building import working
working.STEP, working.TURN, real, calls = 2, 600.0, qdrant.upsert, []
def die(*words):
    real(*words)
    calls.append(words)
    if len(calls) == {after}:
        os.kill(os.getpid(), signal.SIGKILL)
qdrant.upsert = die
working.work()
"""


@pytest.mark.parametrize("after", [1, 5])
def test_a_worker_that_is_killed_at_any_moment_is_gone_on_for(six, asked_for, settings, after, embedded, monkeypatch):
    kept = settings.RETRIEVAL
    own = {"FOOTNOTE_INDEX": kept.alias, "EMBEDDING_MODEL": kept.model}
    subprocess.run([sys.executable, "-c", KILLED.format(after=after)], cwd=ROOT, env=environment() | own, check=False)
    died = other()
    assert (died.state, died.done) == (State.BUILDING, 2 * (after - 1))
    assert working.work() is None, "it is held as long as its lease runs"
    expire()
    embedded.clear()
    monkeypatch.setattr(working, "STEP", 2)
    work_off()
    assert (other().state, other().done) == (State.READY, 12)
    assert held(other()) == held(live()) == due(*six)
    assert len(embedded) == 12 - 2 * after, "what was written is not embedded again"


def test_a_worker_that_dies_again_and_again_ends_the_building_which_can_be_gone_on_with(six, asked_for):
    for _ in range(leases.TRIES):
        assert leases.claim_next()
        expire()
    assert working.work() is None
    assert (other().state, other().said) == (State.FAILED, leases.STOPPED)
    steering.build()
    work_off()
    assert (other().state, other().said) == (State.READY, "")


def test_nothing_stays_of_what_was_cancelled(six, asked_for, monkeypatch):
    monkeypatch.setattr(working, "TURN", 0.0)
    monkeypatch.setattr(working, "STEP", 2)
    working.work()
    assert len(names()) == 2
    steering.cancel()
    assert (IndexVersion.objects.count(), names()) == (1, [live().name])
    assert held(live()) == due(*six)
    assert work_off() == 0
    with pytest.raises(NotNow, match="No version is being built"):
        steering.cancel()


def test_what_is_cancelled_while_a_worker_writes_it_goes_when_the_worker_notices(six, asked_for, monkeypatch):
    points = filling.points

    def cancelled_meanwhile(*words):
        steering.cancel()
        assert len(names()) == 2
        return points(*words)

    monkeypatch.setattr(filling, "points", cancelled_meanwhile)
    assert working.work() is None
    assert (IndexVersion.objects.count(), names()) == (1, [live().name])


def test_while_a_cancelled_version_is_still_going_no_other_is_built(six, asked_for):
    hold = leases.claim_next()
    assert hold
    steering.cancel()
    with pytest.raises(NotNow, match="still being removed"):
        steering.build()
    removing.let_go(hold)
    assert steering.build().state == State.WAITING


def test_what_is_erased_while_it_is_in_a_worker_s_hand_is_in_no_version_afterwards(six, asked_for, monkeypatch):
    points = filling.points
    subject = Subject((six[3].document_id,), ())

    def erased_meanwhile(*words):
        monkeypatch.setattr(filling, "points", points)
        made = points(*words)
        erasing.erase(subject)
        return made

    monkeypatch.setattr(filling, "points", erased_meanwhile)
    work_off()
    assert sum(place.count for place in erasing.find(subject)) == 0
    assert six[3].version_id not in held(other())


def test_a_document_that_the_other_version_does_not_take_is_in_and_is_made_good_before_a_switch(six, asked_for, monkeypatch):
    work_off()
    real = qdrant.upsert

    def fails_beside(name, points):
        if name == other().name:
            raise IndexUnavailable
        real(name, points)

    monkeypatch.setattr(qdrant, "upsert", fails_beside)
    new = about("bicycles")
    assert found("bicycles", new)[0] == "Rules about bicycles."
    assert Behind.objects.get().version_id == new.version_id
    with pytest.raises(NotNow, match="1 document is not whole"):
        steering.switch()
    monkeypatch.setattr(qdrant, "upsert", real)
    work_off()
    assert not Behind.objects.exists()
    assert steering.switch().name == live().name
    assert found("bicycles", new)[0] == "Rules about bicycles."


def test_a_switch_is_refused_while_documents_are_missing_and_asks_for_them(six, asked_for):
    work_off()
    qdrant.delete(other().name, "document_id", six[0].document_id)
    with pytest.raises(NotNow, match="1 document "):
        steering.switch()
    work_off()
    steering.switch()
    assert held(live()) == due(*six)


def test_while_others_wait_it_works_for_a_fifth_of_the_time(six, asked_for, monkeypatch):
    monkeypatch.setattr(working, "STEP", 2)
    monkeypatch.setattr(yielding, "others_wait", lambda: True)
    rest = working.work()
    assert rest
    assert other().done == 2
    assert working.work() is None, "it rests"
    monkeypatch.setattr(yielding, "others_wait", lambda: False)
    assert work_off() <= 2
    assert other().state == State.READY


def test_who_waits_is_looked_up_where_the_settings_say(six, cast, settings):
    assert yielding.others_wait() is False
    settings.RETRIEVAL = replace(settings.RETRIEVAL, yields_to=("tests.retrieval.test_building.somebody_waits",))
    assert yielding.rest(2.0) == 8.0


def somebody_waits() -> bool:
    return True


def test_one_version_beside_the_live_one_is_enough(six, asked_for):
    for _ in range(2):
        with pytest.raises(NotNow, match="Cancel it first"):
            steering.build()
        work_off()
    steering.switch()
    with pytest.raises(NotNow, match="Free it first"):
        steering.build()
    steering.free()
    assert names() == [live().name]


def test_the_same_way_again_is_refused_and_so_is_a_model_that_is_not_there(six, settings, tmp_path):
    steering.build()
    work_off()
    assert (other().state, other().said) == (State.FAILED, working.SAME)
    settings.RETRIEVAL = replace(settings.RETRIEVAL, model=str(tmp_path))
    steering.build()
    work_off()
    assert "There is no embedding model in" in other().said
    steering.cancel()
    assert names() == [live().name]


def test_before_there_is_an_index_none_can_be_built_beside_it():
    with pytest.raises(NotNow, match="no index yet"):
        steering.build()
