"""What is searched and written to is the version that is live, made as it was made, whatever the settings say by now."""

import shutil
import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from access.scope import Scope
from retrieval import index, qdrant, versions
from retrieval.errors import CheckIndexSettings, IndexLost
from retrieval.messages import Chunk, IndexedVersion, Span
from retrieval.models import IndexVersion
from retrieval.search import search

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vectors_service")]
TRAINS, MEALS = "Rail travel is booked second class.", "Meals are paid up to 30 euros a day."


@pytest.fixture(autouse=True)
def _own_index(settings):
    """An index for each test."""
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"versions-{uuid.uuid4().hex[:8]}")
    yield
    for each in versions.every():
        qdrant.client().delete_collection(each.name)


def written(text: str) -> IndexedVersion:
    known = IndexedVersion(uuid.uuid4(), uuid.uuid4(), uuid.uuid4(), "Travel")
    index.write(known, [Chunk(0, text, (Span(1, 0, len(text)),))])
    index.publish(known)
    return known


def found(question: str, *documents: IndexedVersion) -> list[str]:
    scope = Scope(frozenset(each.collection_id for each in documents))
    return [each.text for each in search(question, scope).passages]


def test_another_model_in_the_settings_changes_neither_what_is_searched_nor_what_is_written(settings, second_model):
    trains = written(TRAINS)
    before = versions.live()
    settings.RETRIEVAL = replace(settings.RETRIEVAL, model=second_model)
    meals = written(MEALS)
    assert versions.live() == before
    assert found("How do I travel by rail?", trains, meals)[0] == TRAINS
    assert found("How much may I spend on food?", trains, meals)[0] == MEALS
    assert versions.current_model().dimensions != versions.described()["dimensions"]


def test_an_index_from_before_versions_were_recorded_is_taken_over(settings, second_model):
    trains = written(TRAINS)
    IndexVersion.objects.all().delete()
    assert found("rail travel", trains) == [TRAINS]
    assert versions.every().get(state=IndexVersion.State.LIVE).model == ""
    IndexVersion.objects.all().delete()
    settings.RETRIEVAL = replace(settings.RETRIEVAL, model=second_model)
    with pytest.raises(CheckIndexSettings, match="Set EMBEDDING_MODEL, FOOTNOTE_CHUNK_TOKENS and FOOTNOTE_CHUNK_OVERLAP back once"):
        found("rail travel", trains)


def test_an_index_that_qdrant_lost_is_made_again_as_it_was(settings, second_model):
    trains = written(TRAINS)
    qdrant.drop()
    settings.RETRIEVAL = replace(settings.RETRIEVAL, model=second_model)
    with pytest.raises(IndexLost, match="verify --repair"):
        found("rail travel", trains)
    assert index.restore(trains.version_id) == 1
    assert found("rail travel", trains) == [TRAINS]


def test_a_model_that_is_not_what_it_was_is_said_to_be_missed(settings, second_model, tmp_path):
    copied = Path(shutil.copytree(second_model, tmp_path / "model"))
    settings.RETRIEVAL = replace(settings.RETRIEVAL, model=str(copied))
    trains = written(TRAINS)
    versions.every().update(fingerprint="of another day")
    with pytest.raises(CheckIndexSettings, match="has changed or is gone"):
        found("rail travel", trains)


def test_words_that_are_counted_in_another_way_than_in_the_index_are_neither_searched_nor_written():
    trains = written(TRAINS)
    versions.every().update(sparse="of another day")
    with pytest.raises(CheckIndexSettings, match="Build the index anew"):
        found("rail travel", trains)
    with pytest.raises(CheckIndexSettings, match="Build the index anew"):
        written(MEALS)


def test_where_there_is_no_index_nothing_is_found_and_no_row_is_written():
    assert found("rail travel", IndexedVersion(uuid.uuid4(), uuid.uuid4(), uuid.uuid4(), "")) == []
    assert index.count(uuid.uuid4()) == sum(index.tally().values()) == 0
    assert not IndexVersion.objects.exists()
