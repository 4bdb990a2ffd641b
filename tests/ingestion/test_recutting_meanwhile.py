"""Chunks of two sizes while something else happens: a switch, an erasure, another process, a new version of the document."""

import uuid

import pytest

from ingestion import checks
from retrieval import cutting, index
from retrieval.building import steering
from retrieval.errors import IndexUnavailable
from retrieval.messages import Chunk, IndexedVersion, Span
from retrieval.models import StoredChunk
from tests.ingestion.test_recutting import coarse, cut, found, island, live, whole  # noqa: F401
from tests.ingestion.workers import work_off
from tests.retrieval import houses
from tests.retrieval.conftest import own_index, second_model  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service", "own_index")]


def test_a_document_whose_chunks_went_with_their_version_while_it_was_written_is_tried_again(cast, island, coarse, monkeypatch):
    houses.work_off()
    monkeypatch.setattr(cutting, "STEP", 1)  # all are stored when it is looked whether there are more

    def switched_meanwhile():
        yield Chunk(0, "The harbour opens at nine.", (Span(1, 0, 26),))
        steering.switch()
        steering.free()

    known = IndexedVersion(uuid.uuid4(), uuid.uuid4(), cast.handbook.pk, "Harbour")
    with pytest.raises(IndexUnavailable):
        index.write(known, switched_meanwhile())


def test_a_document_with_text_and_no_chunks_is_found_and_read_again(cast, island):
    index.hide(island.current_id)
    StoredChunk.objects.all().delete()
    [finding] = checks.examine()
    assert finding.kind == "no chunks"
    finding.repair()
    work_off()
    assert checks.examine() == []
    assert found(cast, "When does the tower open?")
