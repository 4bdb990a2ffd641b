"""Why a document is found or isn't: what is told is what the search does."""

import json
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from access.scope import Scope
from retrieval import excluding, explaining, index, wire
from retrieval.errors import IndexUnavailable
from retrieval.explaining import explain
from retrieval.messages import Chunk, IndexedVersion, Span, Terms, Verdict
from retrieval.models import StoredChunk
from retrieval.search import search

pytestmark = pytest.mark.django_db
MEALS = "Meals are paid up to 30 euros a day while travelling."
QUESTION = "How many euros for meals a day?"
FILLERS = [
    f"The {thing} of the house is looked after on day {number}."
    for number, thing in enumerate(("roof", "garden", "lift", "heating", "door", "cellar", "gate", "yard", "well", "attic"))
]


@pytest.fixture(autouse=True)
def live(vectors_service, settings):
    """An index for each test alone."""
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"explaining-{uuid.uuid4().hex[:8]}", keep=3)


def published(*texts, title="Rules", collection=None):
    version = IndexedVersion(uuid.uuid4(), uuid.uuid4(), collection or uuid.uuid4(), title)
    index.write(version, [Chunk(number, text, (Span(1, 0, len(text)),)) for number, text in enumerate(texts)])
    index.publish(version)
    return version


def scope(*versions):
    return Scope(frozenset(version.collection_id for version in versions))


def told(version, question=QUESTION, *others):
    return explain(question, scope(version, *others), version.document_id)


def test_what_is_found_has_the_place_and_score_that_the_search_gives_it():
    house = published(*FILLERS)
    meals = published(MEALS, "Rail travel is second class.", collection=house.collection_id)
    explained = told(meals)
    found = search(QUESTION, scope(meals)).passages
    assert explained.found.passages == found
    best = explained.judged[0]
    assert (best.verdict, best.rank, best.dense_rank, best.bm25_rank) == (Verdict.FOUND, 1, 1, 1)
    assert best.chunk_id == found[0].chunk_id
    assert best.score == found[0].score == pytest.approx(best.fused + best.looked + best.weight)
    assert best.words == (("many", False), ("euros", True), ("meals", True), ("day", True))


def test_what_is_too_far_down_has_its_place_behind_the_passages():
    meals = published(*(f"Meals on trip {number} are paid up to {number} euros a day." for number in range(20, 30)))
    house = published(FILLERS[0], collection=meals.collection_id)
    explained = told(house)
    [judged] = explained.judged
    assert judged.verdict == Verdict.BEHIND
    assert judged.rank == 11
    assert judged.score < explained.found.passages[-1].score


def test_what_lies_beyond_all_that_was_followed_is_told_without_a_place(monkeypatch, settings):
    monkeypatch.setattr(explaining, "DEPTH", 4)
    settings.RETRIEVAL = replace(settings.RETRIEVAL, candidates=4)
    meals = published(*(f"Meals on trip {number} are paid up to {number} euros a day." for number in range(20, 30)))
    house = published("The roof is looked after.", collection=meals.collection_id)
    [judged] = told(house).judged
    assert (judged.verdict, judged.rank, judged.score) == (Verdict.BEYOND, None, None)
    assert judged.dense_rank is None
    assert judged.bm25 is None


def test_what_repeats_a_passage_before_it_is_told_to():
    first = published(MEALS)
    copy = published(MEALS.upper(), collection=first.collection_id)
    verdicts = {told(each).judged[0].verdict for each in (first, copy)}
    assert verdicts == {Verdict.FOUND, Verdict.REPEATS}


def test_an_excluded_chunk_is_judged_as_if_it_stood_there_and_comes_after_those_that_are_ranked(cast):
    meals = published(MEALS, FILLERS[0])
    excluding.exclude(StoredChunk.objects.get(text=MEALS).pk, reason="", by=cast.alice)
    roof, excluded = told(meals).judged
    assert (roof.verdict, roof.rank) == (Verdict.FOUND, 1)
    assert (excluded.verdict, excluded.rank, excluded.dense_rank, excluded.bm25_rank) == (Verdict.EXCLUDED, None, 1, 1)
    assert excluded.dense > roof.dense


def test_an_expired_document_is_hidden():
    meals = published(MEALS)
    index.set_terms({meals.document_id: Terms(expires_at=timezone.now() - timedelta(hours=1))})
    [judged] = told(meals).judged
    assert judged.verdict == Verdict.HIDDEN
    assert judged.dense > 0.4


def test_the_weight_of_the_document_is_told_apart():
    meals = published(MEALS, FILLERS[0])
    index.set_terms({meals.document_id: Terms(weight=2)})
    best = told(meals).judged[0]
    assert best.weight == pytest.approx(0.4)
    assert best.score == pytest.approx(best.fused + best.looked + 0.4)


def test_nothing_is_told_of_a_document_outside_the_scope_or_without_a_visible_version():
    meals, secret = published(MEALS), published("Secret: meals are paid up to 900 euros a day.")
    explained = explain(QUESTION, scope(meals), secret.document_id)
    assert explained.judged == ()
    assert "Secret" not in str(explained)
    index.withdraw([meals.document_id])
    assert told(meals).judged == ()
    assert explain(QUESTION, Scope(frozenset()), meals.document_id).found.passages == ()


def test_only_the_visible_version_is_told_of():
    old = published("Meals are paid up to 20 euros a day.", FILLERS[0])
    new = replace(old, version_id=uuid.uuid4())
    index.write(new, [Chunk(0, MEALS, (Span(1, 0, len(MEALS)),))])
    index.publish(new)
    assert [each.chunk_id for each in told(new).judged] == [StoredChunk.objects.get(text=MEALS).pk]


def test_what_was_explained_comes_through_the_wire_unchanged(cast):
    meals = published(MEALS, FILLERS[0])
    excluding.exclude(StoredChunk.objects.get(text=FILLERS[0]).pk, reason="", by=cast.alice)
    explained = told(meals)
    assert wire.unpack_explained(json.loads(json.dumps(wire.pack_explained(explained)))) == explained


def test_without_qdrant_the_error_is_fit_to_show(settings):
    meals = published(MEALS)
    settings.RETRIEVAL = replace(settings.RETRIEVAL, qdrant_url="http://127.0.0.1:9")
    with pytest.raises(IndexUnavailable, match="try again"):
        told(meals)
