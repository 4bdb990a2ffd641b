"""Search through the real engine and the real database: what is found, and what never is."""

import uuid
from dataclasses import replace
from itertools import count

import pytest
from django.db import connection

from access.scope import Scope
from retrieval import index
from retrieval.errors import IndexUnavailable
from retrieval.messages import Chunk, IndexedVersion, Span
from retrieval.models import IndexedDocument, StoredChunk
from retrieval.search import search
from retrieval.stages import Stages

pytestmark = pytest.mark.django_db
POLICY = (
    "Rail travel is booked second class through the travel desk.",
    "Meals are paid up to 30 euros a day while travelling.",
    "Form HR-12/4 is needed before parental leave begins.",
    "New colleagues receive a laptop on their first morning.",
)


@pytest.fixture(autouse=True)
def live(vectors_service, settings):
    """An index for each test alone."""
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"search-{uuid.uuid4().hex[:8]}")


def publish(*texts, collection=None, document=None, title="Travel policy"):
    """Index one document with a chunk for each text, and make it visible."""
    version = IndexedVersion(document or uuid.uuid4(), uuid.uuid4(), collection or uuid.uuid4(), title)
    index.write(version, [Chunk(number, text, (Span(number + 1, 0, len(text)),)) for number, text in enumerate(texts or POLICY)])
    index.publish(version)
    return version


def scope(*versions):
    return Scope(frozenset(version.collection_id for version in versions))


def texts(found):
    return [passage.text for passage in found.passages]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What may I spend on food on a trip?", 1),
        ("HR-12/4", 2),
        ("When do I get my computer?", 3),
        ("how do I book trains", 0),
    ],
)
def test_the_passage_that_answers_comes_first(question, answer):
    found = search(question, scope(publish()))
    assert texts(found)[0] == POLICY[answer]
    assert found.passages[0].page == answer + 1
    assert [passage.score for passage in found.passages] == sorted((passage.score for passage in found.passages), reverse=True)


def test_each_step_is_timed_and_confidence_is_a_probability():
    found = search("What may I spend on food?", scope(publish()))
    assert set(found.steps) == {"embed", "find", "check", "fuse", "fetch", "rerank"}
    assert all(taken >= 0 for taken in found.steps.values())
    assert 0 < found.confidence < 1


def test_confidence_is_higher_where_the_answer_is():
    here = scope(publish())
    assert search("When is the laptop received?", here).confidence > search("Who won the war of 1812?", here).confidence + 0.2


def test_only_collections_in_the_scope_are_found():
    mine, other = publish(), publish("Secret: meals are paid up to 900 euros a day.")
    assert "900" not in str(texts(search("meals euros", scope(mine))))
    assert len(search("meals euros", scope(mine, other)).passages) == 5


def test_an_empty_scope_finds_nothing_and_a_blank_question_neither():
    mine = publish()
    assert search("meals", Scope(frozenset())).passages == ()
    assert search(" \n", scope(mine)).passages == ()


def test_an_index_that_nobody_has_made_yet_finds_nothing():
    assert search("meals", Scope(frozenset([uuid.uuid4()]))).passages == ()


def test_a_version_that_is_not_published_is_not_found():
    version = IndexedVersion(uuid.uuid4(), uuid.uuid4(), uuid.uuid4(), "Draft")
    index.write(version, [Chunk(0, "meals", (Span(1, 0, 5),))])
    assert search("meals", scope(version)).passages == ()


def test_after_a_new_version_is_published_the_old_one_is_not_found_even_before_it_is_swept():
    old = publish("Meals are paid up to 20 euros.")
    publish("Meals are paid up to 35 euros.", collection=old.collection_id, document=old.document_id)
    assert texts(search("meals euros", scope(old))) == ["Meals are paid up to 35 euros."]


def test_a_withdrawn_document_is_gone_at_once():
    version = publish()
    index.withdraw([version.document_id])
    assert search("meals", scope(version)).passages == ()


def test_a_document_that_sql_says_is_elsewhere_is_not_shown():
    version = publish()
    IndexedDocument.objects.update(collection_id=uuid.uuid4())
    assert search("meals", scope(version)).passages == ()


def test_a_chunk_whose_row_is_gone_is_not_shown():
    version = publish()
    StoredChunk.objects.filter(ordinal=1).delete()
    assert POLICY[1] not in texts(search("meals", scope(version)))


def test_the_net_is_cast_wider_when_hidden_versions_crowd_the_visible_one_out(settings):
    settings.RETRIEVAL = replace(settings.RETRIEVAL, candidates=4, keep=2)
    shown = publish("Meals for guests are paid by the host.")
    for _ in range(6):
        hidden = IndexedVersion(uuid.uuid4(), uuid.uuid4(), shown.collection_id, "Meals")
        index.write(hidden, [Chunk(0, "Meals: what is paid for meals and more meals.", (Span(1, 0, 5),))])
    assert texts(search("meals paid", scope(shown))) == ["Meals for guests are paid by the host."]


def test_near_duplicates_are_shown_once():
    version = publish("Meals are paid up to 30 euros.", "MEALS are paid up to 30 euros!", "Rail travel is second class.")
    found = texts(search("meals euros a day", scope(version)))
    assert len(found) == 2


def test_every_stage_can_be_left_out_by_the_settings_or_for_one_search(settings):
    version = publish("Meals are paid up to 30 euros.", "MEALS are paid up to 30 euros!", "Food on a trip is paid for.", "Meals.")
    question, here = "meals euros a day", scope(version)
    assert len(search(question, here).passages) == 3
    assert len(search(question, here, stages=Stages(collapse=False)).passages) == 4
    by_words = search(question, here, stages=Stages.of("bm25"))
    assert "Food on a trip is paid for." not in texts(by_words)
    settings.RETRIEVAL = replace(settings.RETRIEVAL, stages=Stages.of("bm25"))
    assert search(question, here).passages == by_words.passages
    looked, fused = (search(question, here, stages=Stages(rerank=rerank)).passages[0].score for rerank in (True, False))
    assert looked > fused


def test_the_limit_holds_and_asking_for_more_keeps_the_first_ones():
    version = publish(
        *(f"Rule {number} of travel concerns the {word} in room {number}." for number, word in enumerate("bcdefghjkl"))
    )
    few, many = search("travel rule 7", scope(version), limit=3), search("travel rule 7", scope(version), limit=10)
    assert len(few.passages) == 3
    assert [each.chunk_id for each in many.passages][:3] == [each.chunk_id for each in few.passages]
    assert [each.score for each in many.passages][:3] == [each.score for each in few.passages]


def test_one_kind_of_vectors_alone_can_be_compared():
    here = scope(publish())
    assert texts(search("HR-12/4", here, stages=Stages(dense=False))) == [POLICY[2]]
    assert len(search("What may I eat?", here, stages=Stages(bm25=False)).passages) == 4


def test_without_qdrant_the_error_is_fit_to_show(settings):
    settings.RETRIEVAL = replace(settings.RETRIEVAL, qdrant_url="http://127.0.0.1:9")
    with pytest.raises(IndexUnavailable, match="try again"):
        search("meals", Scope(frozenset([uuid.uuid4()])))


@pytest.mark.parametrize("swept", [False, True], ids=["old version left", "old version swept"])
@pytest.mark.parametrize("moment", range(6))
def test_a_version_that_changes_while_a_search_looks_is_found_old_or_new(moment, swept):
    """The switch happens before the search's SQL question number `moment`, of which it has a few."""
    old = publish()
    new = replace(old, version_id=uuid.uuid4())
    number = count()

    def switch(execute, *question):
        if next(number) == moment:
            index.write(new, [Chunk(0, POLICY[1], (Span(1, 0, len(POLICY[1])),))])
            index.publish(new)
            if swept:
                index.sweep(new.document_id, keep=new.version_id)
        return execute(*question)

    with connection.execute_wrapper(switch):
        found = search("meals while travelling", scope(old))
    assert {passage.version_id for passage in found.passages} in ({old.version_id}, {new.version_id})
