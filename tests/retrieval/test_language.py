"""Documents in the language of the question count a little more than those in another one."""

import uuid
from dataclasses import replace

import pytest

from access.scope import Scope
from retrieval import index
from retrieval.messages import Chunk, IndexedVersion, Span, Terms
from retrieval.search import Steps, examine, search
from retrieval.stages import Stages

pytestmark = pytest.mark.django_db
TEXT = "Homeoffice: Teams Meeting, VPN Client, Laptop, Headset."
GERMAN, ENGLISH = "Welche Geräte gehören zum Homeoffice?", "Which devices belong to the Homeoffice?"


@pytest.fixture(autouse=True)
def live(vectors_service, settings):
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"language-{uuid.uuid4().hex[:8]}")


@pytest.fixture
def scope():
    """A collection in which the same list stands in documents of two languages, and in one whose language nobody knows."""
    collection = uuid.uuid4()
    for title, language in (("List", "en"), ("Liste", "de"), ("Items", "")):
        version = IndexedVersion(uuid.uuid4(), uuid.uuid4(), collection, title)
        text = f"{TEXT} Code {len(title)}{language}7."
        index.write(version, [Chunk(0, text, (Span(1, 0, len(text)),))])
        index.publish(version)
        index.set_terms({version.document_id: Terms(language=language)})
    return Scope(frozenset([collection]))


def added(question, scope, **stages):
    """What each document itself adds to its score, by its title."""
    asked = examine(question, scope, steps=Steps(), stages=Stages(**stages))
    plain = examine(question, scope, steps=Steps(), stages=Stages(language=False))
    return {asked.rows[key].title: round(asked.scores[key] - plain.scores[key], 3) for key in asked.ranked}


def test_documents_in_another_language_count_a_step_less(scope):
    assert added(GERMAN, scope) == {"List": -0.2, "Liste": 0, "Items": 0}
    assert added(ENGLISH, scope) == {"List": 0, "Liste": -0.2, "Items": 0}


def test_a_question_that_does_not_tell_its_language_weighs_nothing(scope):
    assert set(added("Homeoffice", scope).values()) == {0}


def test_the_stage_can_be_switched_off(scope):
    assert set(added(GERMAN, scope, language=False).values()) == {0}


def test_how_sure_a_search_is_does_not_depend_on_it(scope):
    assert search(GERMAN, scope).confidence == pytest.approx(search(GERMAN, scope, stages=Stages(language=False)).confidence)
