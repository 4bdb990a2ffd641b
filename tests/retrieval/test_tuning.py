"""The command that lets Qdrant keep the index as the settings say now."""

from dataclasses import replace

import pytest

from access.scope import Scope
from retrieval import qdrant, versions
from retrieval.search import search
from tests.retrieval.houses import about, due, held, said

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service", "own_index")]


def test_every_version_is_kept_as_the_settings_say_now_and_nothing_of_it_is_lost(settings):
    trains = about("trains")
    before = search("trains", Scope(frozenset([trains.collection_id])))
    settings.RETRIEVAL = replace(settings.RETRIEVAL, index=replace(settings.RETRIEVAL.index, vectors_on_disk=True))
    name = versions.names()[0]
    assert said("tune") == {"tuned": [{"name": name, "shards": 1}]}
    told = qdrant.client().get_collection(name).config.model_dump()
    assert told["params"]["vectors"]["dense"]["on_disk"] is True
    version = versions.live()
    assert version
    assert held(version) == due(trains)
    after = search("trains", Scope(frozenset([trains.collection_id])))
    assert [each.chunk_id for each in after.passages] == [each.chunk_id for each in before.passages]


def test_where_there_is_no_index_there_is_nothing_to_tune():
    assert said("tune") == {"tuned": []}
