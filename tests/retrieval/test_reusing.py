"""A text that is in the index already is not embedded again, and never gets the vector of another text."""

import uuid
from dataclasses import replace

import numpy as np
import pytest

from retrieval import index, qdrant, sparse, versions
from retrieval.filling import STEP
from retrieval.messages import Chunk, IndexedVersion, Span
from retrieval.models import IndexVersion, StoredChunk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vectors_service")]
TRAINS, MEALS, HOTELS = "Rail travel is booked second class.", "Meals cost 30 euros a day.", "Hotels are booked by the desk."


@pytest.fixture(autouse=True)
def _live(settings):
    """An index for each test."""
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"reusing-{uuid.uuid4().hex[:8]}")


def version(of: IndexedVersion | None = None, **fields: object) -> IndexedVersion:
    """A version of a new document, or another one of the same."""
    ids = {name: uuid.uuid4() for name in ("document_id", "version_id", "collection_id")}
    known = {"document_id": of.document_id, "collection_id": of.collection_id} if of else {}
    return IndexedVersion(**{**ids, **known, "title": "Travel", **fields})  # type: ignore[arg-type]


def written(new: IndexedVersion, *texts: str) -> IndexedVersion:
    pieces = [Chunk(number, text, (Span(1, 0, len(text)),)) for number, text in enumerate(texts)]
    assert index.write(new, pieces) == len(texts) == index.count(new.version_id)
    return new


def points_are_right(of: IndexedVersion) -> bool:
    """Whether each chunk's point has the vectors of its own text."""
    rows = {row.id: index_text(row) for row in StoredChunk.objects.filter(version_id=of.version_id)}
    records = qdrant.client().retrieve(versions.physical_name(), list(map(str, rows)), with_vectors=True)
    assert len(records) == len(rows)
    return all(is_right(record.vector, rows[uuid.UUID(str(record.id))]) for record in records)


def index_text(row: StoredChunk) -> str:
    return "\n".join([row.title, *row.heading, row.text])


def is_right(vectors, text: str) -> bool:
    words = sparse.document_vector(text)
    same = np.asarray(vectors["dense"]) @ versions.current_model().encode_query(text) > 0.999
    weights = dict(zip(vectors["sparse"].indices, vectors["sparse"].values, strict=True))
    return bool(same) and weights == pytest.approx(dict(zip(words.indices, words.values, strict=True)))


def test_of_a_new_version_only_what_changed_is_embedded(embedded):
    old = written(version(), TRAINS, MEALS, HOTELS)
    index.publish(old)
    embedded.clear()
    new = written(version(of=old), HOTELS, "Taxis are shared.", TRAINS)
    assert embedded == ["Travel\nTaxis are shared."]
    assert points_are_right(new)
    assert points_are_right(old)


def test_a_text_that_another_document_has_is_not_embedded_again_nor_is_one_that_repeats(embedded):
    written(version(), TRAINS)
    embedded.clear()
    other = written(version(), MEALS, TRAINS, MEALS)
    assert embedded == [f"Travel\n{MEALS}"]
    assert points_are_right(other)


def test_what_repeats_a_hundred_times_is_embedded_once(embedded):
    long = written(version(), *[f"Rule {number}." if number % 2 else MEALS for number in range(2 * STEP)])
    assert len(embedded) == len(set(embedded)) == STEP + 1
    assert points_are_right(long)


def test_another_title_is_another_text(embedded):
    old = written(version(), TRAINS)
    embedded.clear()
    assert points_are_right(written(version(of=old, title="Rail"), TRAINS))
    assert embedded == [f"Rail\n{TRAINS}"]


def test_a_try_that_broke_off_is_gone_on_with_and_its_points_pass_for_no_other_text(embedded):
    trip = written(version(), TRAINS, MEALS)
    embedded.clear()
    written(trip, TRAINS, HOTELS)
    assert embedded == [f"Travel\n{HOTELS}"]
    assert points_are_right(trip)
    embedded.clear()
    assert points_are_right(written(version(), MEALS)), "the point that was replaced is nobody's vector any more"
    assert embedded == [f"Travel\n{MEALS}"]


def test_points_that_qdrant_lost_are_made_anew_from_others_or_else_embedded(embedded):
    old = written(version(), TRAINS, MEALS)
    index.publish(old)
    new = written(version(of=old), TRAINS)
    qdrant.delete(versions.physical_name(), "version_id", old.version_id)
    embedded.clear()
    assert index.restore(old.version_id) == 2
    assert embedded == [f"Travel\n{MEALS}"]
    assert points_are_right(old)
    qdrant.delete(versions.physical_name(), "document_id", new.document_id)
    embedded.clear()
    assert (index.restore(new.version_id), index.restore(old.version_id)) == (1, 2)
    assert sorted(embedded) == sorted([f"Travel\n{TRAINS}", f"Travel\n{MEALS}"])


def test_a_version_that_was_hidden_comes_back_with_what_the_present_one_has(embedded):
    old, new = written(version(), TRAINS, MEALS), version()
    index.publish(written(new := version(of=old), TRAINS, HOTELS))
    index.hide(old.version_id)
    embedded.clear()
    assert index.restore(old.version_id) == 2
    assert embedded == [f"Travel\n{MEALS}"]
    assert points_are_right(new)


def test_chunks_from_before_there_were_digests_are_embedded_once_more(embedded):
    old = written(version(), TRAINS)
    StoredChunk.objects.update(digest="")
    embedded.clear()
    assert points_are_right(written(version(of=old), TRAINS))
    assert embedded == [f"Travel\n{TRAINS}"]


def test_the_vector_of_another_model_is_never_taken(embedded, settings, second_model):
    old = written(version(), TRAINS)
    versions.every().update(state=IndexVersion.State.GOING)
    settings.RETRIEVAL = replace(settings.RETRIEVAL, model=second_model)
    IndexVersion.objects.create(**versions.described(), state=IndexVersion.State.LIVE)
    embedded.clear()
    written(version(of=old), TRAINS)
    assert embedded == [f"Travel\n{TRAINS}"]


def test_many_versions_written_together_share_their_texts(embedded):
    both = [version(), version()]
    index.write_together([(each, [Chunk(0, TRAINS, (Span(1, 0, 9),))]) for each in both])
    assert embedded == [f"Travel\n{TRAINS}"]
    assert all(map(points_are_right, both))
