"""A version goes into the index, becomes visible, and goes out again; each step may be repeated after a crash."""

import uuid
from dataclasses import replace

import pytest
from django.db import connection

from retrieval import index, qdrant, sparse, versions
from retrieval.errors import CheckIndexSettings, IndexUnavailable
from retrieval.filling import STEP
from retrieval.messages import Chunk, IndexedVersion, Line, Span
from retrieval.models import IndexedDocument, StoredChunk

pytestmark = pytest.mark.django_db
LIVE = f"index-{uuid.uuid4().hex[:8]}"
TEXTS = ("Rail travel is booked second class.", "Meals are paid up to 30 euros a day.", "Hotels are booked by the travel desk.")


@pytest.fixture(autouse=True)
def live(vectors_service, settings):
    """An index for these tests alone."""
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=LIVE)


def version(**fields: object) -> IndexedVersion:
    known = {name: uuid.uuid4() for name in ("document_id", "version_id", "collection_id")}
    return IndexedVersion(**{**known, "title": "Travel policy", **fields})  # type: ignore[arg-type]


def chunks(*texts: str) -> list[Chunk]:
    line = Line(1, 0, 9, 0.1, 0.2, 0.9, 0.25)
    return [
        Chunk(number, text, (Span(1, 0, len(text)),), ("Rules", "Trips"), (line,)) for number, text in enumerate(texts or TEXTS)
    ]


def test_a_written_version_has_a_row_and_a_point_for_each_chunk():
    trip = version()
    assert index.write(trip, chunks()) == 3 == index.count(trip.version_id)
    rows = StoredChunk.objects.filter(version_id=trip.version_id).order_by("ordinal")
    assert [row.text for row in rows] == list(TEXTS)
    assert (rows[0].spans, rows[0].heading, rows[0].lines) == ([[1, 0, 35]], ["Rules", "Trips"], [[1, 0, 9, 0.1, 0.2, 0.9, 0.25]])
    assert {row.id for row in rows} == qdrant.chunk_ids(versions.physical_name(), "version_id", trip.version_id)


def test_title_and_headings_can_be_found_though_the_text_does_not_say_them():
    trip = version(title="Zanzibar handbook")
    index.write(trip, chunks())
    found = qdrant.candidates(
        versions.physical_name(), dense=None, sparse=sparse.query_vector("zanzibar"), collections=[trip.collection_id], limit=9
    )
    assert len(found) == 3


def test_the_nearest_chunk_is_the_one_that_answers():
    trip = version()
    index.write(trip, chunks())
    question = versions.current_model().encode_query("How much may I spend on food?")
    best = qdrant.candidates(versions.physical_name(), dense=question, sparse=None, collections=[trip.collection_id], limit=1)[0]
    assert StoredChunk.objects.get(id=best.chunk_id).text == TEXTS[1]


def test_writing_twice_is_writing_once():
    trip = version()
    index.write(trip, chunks())
    before = set(StoredChunk.objects.values_list("id", "text"))
    assert index.write(trip, chunks()) == 3
    assert set(StoredChunk.objects.values_list("id", "text")) == before
    assert index.count(trip.version_id) == 3


def test_a_second_try_with_fewer_chunks_leaves_none_of_the_first():
    trip = version()
    index.write(trip, chunks())
    assert index.write(trip, chunks("Only this is left.")) == 1
    assert [row.text for row in StoredChunk.objects.filter(version_id=trip.version_id)] == ["Only this is left."]
    assert index.count(trip.version_id) == 1


def test_a_document_without_text_is_written_too():
    assert index.write(version(), []) == 0


def test_progress_is_told_in_chunks_and_ends_with_all_of_them():
    told: list[tuple[int, int]] = []
    index.write(version(), chunks(*(f"Rule {number}." for number in range(STEP + 2))), progress=lambda *each: told.append(each))
    stored = [(0, STEP), (0, STEP + 2)]
    assert told == [*stored, (0, STEP + 2), (STEP, STEP + 2), (STEP + 2, STEP + 2)]


def test_nothing_is_visible_before_it_is_published_and_publishing_moves_one_row():
    old = version()
    new = replace(old, version_id=uuid.uuid4(), title="Travel policy 2")
    index.write(old, chunks())
    assert not IndexedDocument.objects.exists()
    index.publish(old)
    index.publish(new)
    (shown,) = IndexedDocument.objects.all()
    assert (shown.version_id, shown.title) == (new.version_id, "Travel policy 2")


def test_a_withdrawn_document_is_invisible_at_once_and_again():
    trip, other = version(), version()
    index.publish(trip)
    index.publish(other)
    index.withdraw([trip.document_id])
    index.withdraw(iter([trip.document_id]))
    assert [shown.document_id for shown in IndexedDocument.objects.all()] == [other.document_id]


def test_sweeping_keeps_the_kept_version_and_other_documents():
    old, other = version(), version()
    new = replace(old, version_id=uuid.uuid4())
    for each in (old, new, other):
        index.write(each, chunks())
    for _ in range(2):
        index.sweep(old.document_id, keep=new.version_id)
        assert [index.count(each.version_id) for each in (old, new, other)] == [0, 3, 3]
        assert StoredChunk.objects.filter(document_id=old.document_id).count() == 3
    index.sweep(old.document_id, keep=None)
    assert [index.count(each.version_id) for each in (new, other)] == [0, 3]
    assert not StoredChunk.objects.filter(document_id=old.document_id).exists()


def test_points_that_qdrant_lost_are_made_anew_from_the_rows():
    trip = version()
    index.write(trip, chunks())
    qdrant.delete(versions.physical_name(), "document_id", trip.document_id)
    assert index.restore(trip.version_id) == 3 == index.count(trip.version_id)


def test_a_try_that_fails_at_qdrant_is_completed_by_the_next(settings):
    trip, right = version(), settings.RETRIEVAL
    settings.RETRIEVAL = replace(right, qdrant_url="http://127.0.0.1:9")
    with pytest.raises(IndexUnavailable):
        index.write(trip, chunks())
    with pytest.raises(IndexUnavailable):
        index.sweep(trip.document_id, keep=None)
    assert StoredChunk.objects.filter(version_id=trip.version_id).count() == 3
    settings.RETRIEVAL = right
    assert index.write(trip, chunks()) == 3


def test_vectors_of_two_models_are_never_mixed(settings):
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"{LIVE}-other")
    qdrant.ensure(f"{LIVE}-made-by-another-model", dimensions=versions.current_model().dimensions)
    with pytest.raises(CheckIndexSettings, match="another embedding model"):
        index.write(version(), chunks())


def test_no_transaction_is_held_while_embedding_and_indexing(transactional_db):
    held: list[bool] = []
    index.write(version(), chunks(), progress=lambda *_: held.append(connection.in_atomic_block))
    assert held
    assert not any(held)
