"""What `retrieval.qdrant` promises, over the embedded process, the client's own engine, and a server where there is one."""

import os
import uuid
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval import qdrant
from retrieval.errors import CheckIndexSettings, IndexUnavailable
from retrieval.filters import DataClass, Filters, Kind
from retrieval.models import IndexedDocument
from retrieval.payload import payload

SIZE = 16
pytestmark = [
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant"),
    pytest.mark.filterwarnings("ignore:Local mode performs exact"),
]


SERVER = os.environ.get("TEST_QDRANT_URL", "")


@pytest.fixture(params=["embedded", "memory", *(["server"] if SERVER else [])])
def index(request, settings):
    """An empty index under an alias of its own, in each kind of Qdrant; yields the name of its collection."""
    urls = {"memory": ":memory:", "server": SERVER}
    url = urls.get(request.param) or request.getfixturevalue("vectors_service")
    name = f"contract-{uuid.uuid4().hex[:8]}"
    settings.RETRIEVAL = replace(settings.RETRIEVAL, qdrant_url=url, alias=name)
    qdrant.ensure(f"{name}-1", dimensions=SIZE)
    yield f"{name}-1"
    qdrant.client().delete_collection(f"{name}-1")


def words(**weights: float) -> SimpleNamespace:
    """A sparse vector: w3=1.5 is the weight 1.5 for word number 3."""
    return SimpleNamespace(indices=[int(name[1:]) for name in weights], values=list(weights.values()))


def direction(number: int) -> NDArray[np.float32]:
    vector = np.zeros(SIZE, np.float32)
    vector[number] = 1
    return vector


def point(dense: NDArray[np.float32] | None = None, sparse: SimpleNamespace | None = None, **fields: uuid.UUID) -> qdrant.Point:
    known = {name: uuid.uuid4() for name in ("chunk_id", *qdrant.FIELDS)} | fields
    return qdrant.Point(dense=direction(0) if dense is None else dense, sparse=sparse or words(w1=1.0), told={}, **known)


def test_dense_vectors_are_told_by_the_ids_of_their_points(index):
    one, other = point(direction(0)), point(direction(1))
    qdrant.upsert(index, [one, other])
    told = qdrant.dense_vectors(index, [one.chunk_id, uuid.uuid4()])
    assert {key: vector.tolist() for key, vector in told.items()} == {one.chunk_id: direction(0).tolist()}
    assert qdrant.dense_vectors(index, []) == {}


def test_a_point_is_found_by_its_dense_vector_and_scored_with_the_cosine(index):
    near, far = point(direction(0)), point((direction(0) + direction(1)) / np.sqrt(2))
    qdrant.upsert(index, [near, far])
    found = qdrant.candidates(index, dense=direction(0), sparse=None, collections=[near.collection_id, far.collection_id], limit=5)
    assert [(each.chunk_id, each.dense_rank, each.sparse) for each in found] == [(near.chunk_id, 1, None), (far.chunk_id, 2, None)]
    assert [each.dense for each in found] == pytest.approx([1.0, np.sqrt(0.5)], abs=0.01)


def test_a_rare_word_weighs_more_than_a_common_one(index):
    place = uuid.uuid4()
    rare = point(sparse=words(w9=1.0), collection_id=place)
    qdrant.upsert(index, [rare, *(point(sparse=words(w1=1.0), collection_id=place) for _ in range(9))])
    found = qdrant.candidates(index, dense=None, sparse=words(w1=1.0, w9=1.0), collections=[place], limit=3)
    assert found[0].chunk_id == rare.chunk_id
    scores = [each.sparse or 0 for each in found]
    assert scores[0] > scores[1] > 0
    assert all(each.dense is None and each.dense_rank is None for each in found)


def test_a_chunk_found_in_both_ways_is_one_candidate_with_both_ranks(index):
    both, other = point(direction(0), words(w1=1.0)), point(direction(1), words(w2=1.0))
    qdrant.upsert(index, [both, other])
    scope = [both.collection_id, other.collection_id]
    found = qdrant.candidates(index, dense=direction(0), sparse=words(w1=1.0), collections=scope, limit=5)
    assert [(each.chunk_id, each.dense_rank, each.sparse_rank) for each in found] == [
        (both.chunk_id, 1, 1),
        (other.chunk_id, 2, None),
    ]


def test_no_search_leaves_its_scope_however_near_the_rest_is(index):
    mine, theirs = uuid.uuid4(), uuid.uuid4()
    allowed = point(direction(1), words(w1=0.1), collection_id=mine)
    qdrant.upsert(index, [allowed, *(point(direction(0), words(w1=9.0), collection_id=theirs) for _ in range(30))])
    found = qdrant.candidates(index, dense=direction(0), sparse=words(w1=1.0), collections=[mine], limit=10)
    assert {each.chunk_id for each in found} == {allowed.chunk_id}


def test_points_are_narrowed_by_what_they_carry_and_pass_while_they_carry_nothing(index):
    place, known = uuid.uuid4(), IndexedDocument(kind="pdf", author="Ada Lovelace", dated=date(2024, 3, 1), language="en")
    told, untold = replace(point(collection_id=place), told=payload(known)), point(collection_id=place)
    qdrant.upsert(index, [told, untold])

    def found(**asked: Any) -> set[uuid.UUID]:
        filters = Filters(**asked)
        found = qdrant.candidates(index, dense=direction(0), sparse=None, collections=[place], limit=5, filters=filters)
        return {each.chunk_id for each in found}

    both, other = {told.chunk_id, untold.chunk_id}, {untold.chunk_id}
    assert found(kinds=frozenset([Kind.PDF]), authors=frozenset(["lovelace ADA", "Bob"]), languages=frozenset(["en"])) == both
    assert found(since=date(2024, 3, 1), until=date(2024, 3, 1), data_classes=frozenset([DataClass.INTERNAL])) == both
    for wrong in ({"kinds": frozenset([Kind.WORD])}, {"authors": frozenset(["Ada Bob"])}, {"since": date(2024, 3, 2)}):
        assert found(**wrong) == other
    assert found(documents=frozenset([told.document_id])) == {told.chunk_id}
    qdrant.tell(index, {untold.version_id: payload(IndexedDocument(kind="word"))})
    assert found(kinds=frozenset([Kind.WORD])) == other
    assert found(since=date(2024, 1, 1)) == {told.chunk_id}


def test_an_empty_scope_finds_nothing_and_asks_nobody(settings):
    settings.RETRIEVAL = replace(settings.RETRIEVAL, qdrant_url="http://127.0.0.1:9")
    assert qdrant.candidates("any", dense=direction(0), sparse=words(w1=1.0), collections=[], limit=5) == []


def test_a_collection_that_nobody_filled_finds_nothing(index):
    qdrant.upsert(index, [point()])
    assert qdrant.candidates(index, dense=direction(0), sparse=words(w1=1.0), collections=[uuid.uuid4()], limit=5) == []


def test_a_question_without_known_words_is_asked_by_its_meaning_alone(index):
    stored = point()
    qdrant.upsert(index, [stored])
    found = qdrant.candidates(index, dense=direction(0), sparse=words(), collections=[stored.collection_id], limit=5)
    assert [each.sparse for each in found] == [None]


def test_more_points_than_one_batch_are_written_and_counted(index):
    version = uuid.uuid4()
    qdrant.upsert(index, (point(version_id=version) for _ in range(qdrant.BATCH + 1)))
    assert qdrant.count(index, "version_id", version) == qdrant.BATCH + 1


def test_writing_a_point_twice_is_writing_it_once_and_the_last_one_holds(index):
    first = point(direction(0))
    qdrant.upsert(index, [first])
    qdrant.upsert(index, [replace(first, dense=direction(1))])
    assert qdrant.count(index, "document_id", first.document_id) == 1
    (found,) = qdrant.candidates(index, dense=direction(1), sparse=None, collections=[first.collection_id], limit=5)
    assert found.dense == pytest.approx(1.0, abs=0.01)


def test_old_versions_of_a_document_go_and_the_kept_one_stays(index):
    document, kept, other = uuid.uuid4(), uuid.uuid4(), point()
    qdrant.upsert(index, [point(document_id=document), point(document_id=document, version_id=kept), other])
    qdrant.delete(index, "document_id", document, keep_version=kept)
    assert (qdrant.count(index, "document_id", document), qdrant.count(index, "version_id", kept)) == (1, 1)
    assert qdrant.count(index, "document_id", other.document_id) == 1


def test_a_whole_document_goes(index):
    gone, other = point(), point()
    qdrant.upsert(index, [gone, other])
    qdrant.delete(index, "document_id", gone.document_id)
    assert (qdrant.count(index, "document_id", gone.document_id), qdrant.count(index, "document_id", other.document_id)) == (0, 1)


def test_all_ids_of_a_version_are_listed_over_many_pages(index):
    version = uuid.uuid4()
    written = [point(version_id=version) for _ in range(1100)]
    qdrant.upsert(index, written)
    assert qdrant.chunk_ids(index, "version_id", version) == {each.chunk_id for each in written}


def test_points_go_by_their_ids_and_unknown_ids_are_no_error(index):
    gone, stays = point(), point()
    qdrant.upsert(index, [gone, stays])
    qdrant.delete_points(index, [gone.chunk_id, uuid.uuid4()])
    assert (qdrant.count(index, "version_id", gone.version_id), qdrant.count(index, "version_id", stays.version_id)) == (0, 1)


def test_ensuring_twice_is_ensuring_once(index):
    stored = point()
    qdrant.upsert(index, [stored])
    qdrant.ensure(index, dimensions=SIZE)
    assert qdrant.count(index, "version_id", stored.version_id) == 1


def test_the_alias_follows_the_collection_that_is_live_and_what_the_other_holds_stays(index, settings):
    stored = point()
    qdrant.upsert(index, [stored])
    other, alias = f"{settings.RETRIEVAL.alias}-2", settings.RETRIEVAL.alias
    qdrant.ensure(other, dimensions=SIZE)
    assert (qdrant.live(), qdrant.count(alias, "version_id", stored.version_id)) == (other, 0)
    qdrant.switch(index)
    assert (qdrant.live(), qdrant.count(alias, "version_id", stored.version_id)) == (index, 1)
    qdrant.client().delete_collection(other)


def test_an_index_that_nobody_made_yet_is_an_empty_one(vectors_service):
    nobodys = "nobody-made-this"
    assert qdrant.candidates(nobodys, dense=direction(0), sparse=words(w1=1.0), collections=[uuid.uuid4()], limit=5) == []
    assert (qdrant.count(nobodys, "version_id", uuid.uuid4()), qdrant.chunk_ids(nobodys, "version_id", uuid.uuid4())) == (0, set())
    qdrant.delete(nobodys, "document_id", uuid.uuid4())


def test_recall_within_a_tenth_of_the_points_is_that_of_an_exact_search(index, settings):
    """Large enough for segments to be built and quantised in the embedded process; the reference is computed here."""
    random = np.random.default_rng(7)
    vectors = random.normal(size=(3000, SIZE)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    places = [uuid.uuid4() for _ in range(10)]
    written = [point(vector, collection_id=places[number % 10]) for number, vector in enumerate(vectors)]
    qdrant.upsert(index, written)
    recalls = []
    for question in random.normal(size=(20, SIZE)).astype(np.float32):
        exact = {written[number].chunk_id for number in np.argsort(-(vectors[3::10] @ question))[:10] * 10 + 3}
        found = qdrant.candidates(index, dense=question, sparse=None, collections=[places[3]], limit=10)
        recalls.append(len(exact & {each.chunk_id for each in found}) / 10)
    assert np.mean(recalls) >= 0.99


def test_a_service_that_is_down_says_try_again(settings):
    settings.RETRIEVAL = replace(settings.RETRIEVAL, qdrant_url="http://127.0.0.1:9")
    with pytest.raises(IndexUnavailable, match="try again"):
        qdrant.candidates("any", dense=direction(0), sparse=None, collections=[uuid.uuid4()], limit=5)


def test_a_wrong_key_says_which_setting_to_check(vectors_service, settings):
    settings.RETRIEVAL = replace(settings.RETRIEVAL, qdrant_api_key="wrong")
    with pytest.raises(CheckIndexSettings, match="QDRANT_API_KEY"):
        qdrant.count("any", "version_id", uuid.uuid4())
