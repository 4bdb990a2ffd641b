"""From one version of the index to another and back: in a moment, under load, without a lost document or a mixed result."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection

from retrieval import index, qdrant, versions
from retrieval.building import steering
from retrieval.errors import NotNow
from retrieval.messages import IndexedVersion
from retrieval.models import IndexVersion
from tests.retrieval.houses import THINGS, about, due, found, held, names, work_off, written

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service")]
ASKERS, SWITCHES = 3, 6


@pytest.fixture
def six(settings, second_model, third_model):
    """Six documents, and a version beside the live one that is ready."""
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"switching-{uuid.uuid4().hex[:8]}", model=second_model)
    documents = [about(thing) for thing in THINGS]
    settings.RETRIEVAL = replace(settings.RETRIEVAL, model=third_model)
    steering.build()
    work_off()
    yield documents
    for name in names():
        qdrant.client().delete_collection(name)


def test_a_switch_and_a_way_back_move_every_search_and_the_alias(six):
    old = versions.live()
    new = steering.switch()
    assert (versions.live(), qdrant.live()) == (new, new.name)
    assert found("Rules about hotels.", *six)[0] == "Rules about hotels."
    assert steering.roll_back() == old
    assert (versions.live(), qdrant.live()) == (old, old.name)
    assert steering.roll_back() == new, "and forward again"


def test_what_comes_and_goes_after_a_switch_is_right_after_the_way_back(six):
    steering.switch()
    new = about("bicycles")
    changed = written("Rules about meals, new.", of=six[1])
    index.sweep(six[1].document_id, keep=changed.version_id)
    index.withdraw([six[0].document_id])
    index.sweep(six[0].document_id, keep=None)
    back = steering.roll_back()
    assert held(back) == due(new, changed, *six[2:])
    assert found("Rules about bicycles.", new)[0] == "Rules about bicycles."
    assert found("Rules about meals.", changed, six[0]) == ["Rules about meals, new."]


def test_a_search_whose_version_went_meanwhile_asks_the_live_one(six, monkeypatch):
    ask = qdrant.candidates

    def too_late(name, **words):
        monkeypatch.setattr(qdrant, "candidates", ask)
        steering.switch()
        steering.free()
        return ask(name, **words)

    monkeypatch.setattr(qdrant, "candidates", too_late)
    assert found("Rules about hotels.", *six)[0] == "Rules about hotels."
    assert len(names()) == 1


def test_a_version_whose_collection_is_lost_is_made_again_before_it_is_gone_back_to(six):
    steering.switch()
    kept = steering.beside()
    assert kept
    qdrant.drop_collection(kept.name)
    with pytest.raises(NotNow, match="6 documents are not whole"):
        steering.roll_back()
    work_off()
    assert held(steering.roll_back()) == due(*six)


def test_a_version_whose_model_is_gone_is_not_switched_to(six):
    IndexVersion.objects.filter(state=versions.State.READY).update(fingerprint="of another day")
    before = versions.live()
    with pytest.raises(NotNow, match=r"the live version stays\. The embedding model"):
        steering.switch()
    assert versions.live() == before


class Askers:
    """Threads that ask without a pause until they are told to end."""

    def __init__(self, pool: ThreadPoolExecutor, *documents: IndexedVersion) -> None:
        self.over, self.asked, self.documents = threading.Event(), list[tuple[str, list[str]]](), documents
        self.threads = [pool.submit(self._ask, number) for number in range(ASKERS)]

    def _ask(self, number: int) -> None:
        try:
            while not self.over.is_set():
                thing = THINGS[(number + len(self.asked)) % len(THINGS)]
                self.asked.append((thing, found(f"Rules about {thing}.", *self.documents)))
        finally:
            connection.close()

    def end(self) -> None:
        self.over.set()
        for each in self.threads:
            each.result()


def write_some() -> list[IndexedVersion]:
    try:
        return [about(f"bicycle {number}") for number in range(SWITCHES)]
    finally:
        connection.close()


@pytest.fixture
def mixed(monkeypatch):
    """The collections that were asked with a vector of another model."""
    sizes, ask, mixed = dict(IndexVersion.objects.values_list("name", "dimensions")), qdrant.candidates, list[str]()

    def watched(name, *, dense, **words):
        if len(dense) != sizes[name]:
            mixed.append(name)
        return ask(name, dense=dense, **words)

    monkeypatch.setattr(qdrant, "candidates", watched)
    return mixed


def test_no_search_fails_or_mixes_and_no_document_is_lost_while_versions_are_switched_under_load(six, mixed):
    with ThreadPoolExecutor(ASKERS + 1) as pool:
        askers, writing = Askers(pool, *six), pool.submit(write_some)
        try:
            for turn in range(SWITCHES):
                steering.roll_back() if turn else steering.switch()
            new = writing.result()
        finally:
            askers.end()
    assert not mixed
    assert len(askers.asked) >= ASKERS
    assert all(passages[0] == f"Rules about {thing}." for thing, passages in askers.asked)
    for version in versions.holding():
        assert held(version) == due(*six, *new)
