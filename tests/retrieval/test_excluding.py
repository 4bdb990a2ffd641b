"""Chunks that editors keep out of search: from the next search on, in later versions too, and nobody else's."""

import uuid
from dataclasses import replace
from io import StringIO
from unittest.mock import Mock

import pytest
from django.core.management import call_command

from access.scope import Scope
from retrieval import excluding, index, qdrant
from retrieval.messages import Chunk, IndexedVersion, Span
from retrieval.models import Exclusion, StoredChunk
from retrieval.search import search
from retrieval.visible import findable

pytestmark = pytest.mark.django_db
MEALS, RAIL, DRAFT = "Meals are paid up to 30 euros a day.", "Rail travel is second class.", "Draft: meals are paid up to 20 euros."


@pytest.fixture(autouse=True)
def live(vectors_service, settings):
    """An index for each test alone."""
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"excluding-{uuid.uuid4().hex[:8]}")


def published(*texts, title="Travel policy", collection=None, document=None):
    version = IndexedVersion(document or uuid.uuid4(), uuid.uuid4(), collection or uuid.uuid4(), title)
    index.write(version, [Chunk(number, text, (Span(1, 0, len(text)),)) for number, text in enumerate(texts)])
    index.publish(version)
    return version


def chunk(version, text):
    return StoredChunk.objects.get(version_id=version.version_id, text=text).pk


def found(version, question="meals euros"):
    return [passage.text for passage in search(question, Scope(frozenset([version.collection_id]))).passages]


def test_an_excluded_chunk_is_not_found_from_the_next_search_on_until_it_is_taken_back(cast):
    policy = published(MEALS, RAIL, DRAFT)
    assert DRAFT in found(policy)
    excluding.exclude(chunk(policy, DRAFT), reason="A draft", by=cast.alice)
    assert set(found(policy)) == {MEALS, RAIL}
    excluding.take_back(chunk(policy, DRAFT))
    assert DRAFT in found(policy)


def test_the_same_text_stays_excluded_in_a_new_version_and_under_another_title(cast):
    policy = published(MEALS, DRAFT)
    excluding.exclude(chunk(policy, DRAFT), reason="", by=cast.alice)
    newer = published(RAIL, DRAFT, MEALS, title="Policy 2", collection=policy.collection_id, document=policy.document_id)
    assert set(found(newer)) == {MEALS, RAIL}
    changed = published(MEALS, DRAFT + " Now final.", collection=policy.collection_id, document=policy.document_id)
    assert DRAFT + " Now final." in found(changed)


def test_a_masked_text_stays_excluded_when_somebody_else_is_masked_before_it(cast):
    policy = published(MEALS, "[PERSON_1] pays the meals of [PERSON_2].")
    excluding.exclude(chunk(policy, "[PERSON_1] pays the meals of [PERSON_2]."), reason="", by=cast.alice)
    newer = published(
        MEALS, "[PERSON_2] pays the meals of [PERSON_3].", collection=policy.collection_id, document=policy.document_id
    )
    assert set(found(newer)) == {MEALS}


def test_the_same_text_of_another_document_is_still_found(cast):
    policy = published(DRAFT)
    other = published(DRAFT, collection=policy.collection_id)
    excluding.exclude(chunk(policy, DRAFT), reason="", by=cast.alice)
    passages = search("meals euros", Scope(frozenset([policy.collection_id]))).passages
    assert [passage.document_id for passage in passages] == [other.document_id]


def test_a_document_whose_every_chunk_is_excluded_is_not_found_and_not_suggested(cast):
    policy = published(DRAFT)
    assert findable([policy.collection_id]).exists()
    excluding.exclude(chunk(policy, DRAFT), reason="", by=cast.alice)
    assert found(policy) == []
    assert not findable([policy.collection_id]).exists()


def test_excluded_chunks_take_nobodys_place(cast, settings):
    settings.RETRIEVAL = replace(settings.RETRIEVAL, candidates=3, keep=2)
    drafts = [f"Draft {number}: meals, what is paid for meals and more meals in euros." for number in range(8)]
    policy = published("A guest is fed by the host.", *drafts)
    for draft in drafts:
        excluding.exclude(chunk(policy, draft), reason="", by=cast.alice)
    assert found(policy, "meals paid euros") == ["A guest is fed by the host."]


def test_a_search_that_meets_only_excluded_chunks_of_a_document_does_not_look_twice(cast, monkeypatch):
    policy = published(DRAFT)
    excluding.exclude(chunk(policy, DRAFT), reason="", by=cast.alice)
    spy = Mock(wraps=qdrant.candidates)
    monkeypatch.setattr(qdrant, "candidates", spy)
    assert found(policy) == []
    assert spy.call_count == 1


def test_two_who_exclude_the_same_chunk_leave_one_exclusion_of_the_first(cast):
    policy = published(DRAFT)
    for person, reason in ((cast.alice, "A draft"), (cast.ada, "Nonsense")):
        excluding.exclude(chunk(policy, DRAFT), reason=reason, by=person)
    kept = Exclusion.objects.get()
    assert (kept.by, kept.reason) == (cast.alice, "A draft")
    excluding.take_back(chunk(policy, DRAFT))
    excluding.take_back(chunk(policy, DRAFT))
    assert not Exclusion.objects.exists()


def test_a_chunk_that_is_gone_excludes_nothing(cast):
    excluding.exclude(uuid.uuid4(), reason="", by=cast.alice)
    assert not Exclusion.objects.exists()


def test_what_is_known_of_a_document_that_is_gone_for_good_goes_with_it(cast):
    policy, other = published(DRAFT), published(DRAFT)
    for each in (policy, other):
        excluding.exclude(chunk(each, DRAFT), reason="", by=cast.alice)
    index.sweep(policy.document_id, keep=policy.version_id)
    assert Exclusion.objects.count() == 2
    index.sweep(policy.document_id, keep=None)
    assert Exclusion.objects.get().document_id == other.document_id


def test_the_search_command_does_not_find_it_either(cast):
    policy = published(MEALS, DRAFT, collection=cast.handbook.pk)
    excluding.exclude(chunk(policy, DRAFT), reason="", by=cast.alice)
    out = StringIO()
    call_command("search", "meals euros", "--as", "bob", stdout=out)
    assert MEALS in out.getvalue()
    assert DRAFT not in out.getvalue()
