"""How much the model is shown, counted in its own tokens, and why no more."""

import uuid
from dataclasses import replace

import pytest

from access.access import scope_for
from access.scope import Scope
from assistant.budget import Fate, said
from assistant.packing import pack, pack_whole
from gateway.errors import PromptTooLong
from retrieval import excluding, index
from retrieval.messages import Chunk, IndexedVersion, Passage, Span, Whole
from retrieval.models import IndexedDocument, StoredChunk
from retrieval.search import search
from retrieval.stages import Stages

NOBODY = Scope(frozenset())
ALONE = Stages(neighbours=False)
WORDS = "the lamp in the yard is switched on at dusk "


def passage(words, document_id=None, score=1.0):
    ids = uuid.uuid4(), document_id or uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    text = (WORDS * words)[: words * 5].strip()
    return Passage(*ids, "Yard", (), text, (Span(1, 0, len(text)),), (), score)


@pytest.fixture
def budget(settings):
    def set_budget(**values):
        settings.ASSISTANT = replace(settings.ASSISTANT, **values)

    return set_budget


def test_the_best_passages_that_fit_are_shown(model, budget):
    budget(prompt_tokens=200, passages=6)
    passages = [passage(80), passage(400), passage(80)]
    packed = pack("When?", passages, NOBODY, ALONE)
    assert packed.shown == (passages[0], passages[2])
    assert [each.fate for each in packed.weighed] == [Fate.SHOWN, Fate.NO_ROOM, Fate.SHOWN]
    assert sum(each.tokens or 0 for each in packed.inside) <= packed.budget == 200
    assert (packed.weighed[1].tokens or 0) > 200


def test_never_more_than_the_settings_allow(model, budget):
    budget(prompt_tokens=2000, passages=2)
    packed = pack("When?", [passage(20) for _ in range(9)], NOBODY, ALONE)
    assert [each.fate for each in packed.weighed] == [Fate.SHOWN] * 2 + [Fate.ENOUGH] * 6 + [Fate.WEAK]


def test_of_a_passage_that_is_too_long_the_beginning_is_shown(model, budget):
    budget(prompt_tokens=100)
    long = passage(2000)
    packed = pack("When?", [long, passage(20)], NOBODY, ALONE)
    [shown] = packed.shown
    assert [each.fate for each in packed.weighed] == [Fate.CUT, Fate.NO_ROOM]
    assert 100 < len(shown.text) < 1000
    assert long.text.startswith(shown.text)


def test_a_question_that_leaves_no_room_is_refused_by_name(model, settings):
    settings.GATEWAY = replace(settings.GATEWAY, context=700)
    with pytest.raises(PromptTooLong, match="Shorten the question"):
        pack("why " * 300, [passage(50)], NOBODY)


def test_of_passages_that_fit_about_as_well_those_of_one_document_leave_room_for_another(model, budget):
    budget(prompt_tokens=2000, passages=2)
    one = uuid.uuid4()
    passages = [passage(20, one, 2.0), passage(20, one, 1.9), passage(20, score=1.8)]
    packed = pack("When?", passages, NOBODY, ALONE)
    assert packed.shown == (passages[0], passages[2])
    assert packed.weighed[2].fate is Fate.GAVE_WAY
    assert pack("When?", passages, NOBODY, replace(ALONE, diversity=False)).shown == tuple(passages[:2])
    far = [*passages[:2], replace(passages[2], score=1.2)]
    assert pack("When?", far, NOBODY, ALONE).shown == tuple(far[:2])


@pytest.mark.parametrize("fate", Fate)
def test_every_fate_is_said_in_words(fate):
    assert "shown to the model" in said(fate, 12, 800)


TEXT = "Bicycles stand in the yard. The lamp there is switched on at dusk. The porter has the key. Lost keys cost 25 euros."
CUTS = ((0, 27), (28, 90), (67, len(TEXT)))


@pytest.fixture
def yard(library):
    """A page in chunks that share sentences, of which a search finds the one about the lamp."""
    version = IndexedVersion(uuid.uuid4(), uuid.uuid4(), library.handbook.pk, "Yard")
    index.write(version, [Chunk(n, TEXT[a:b], (Span(4, a, b),), ("The yard",)) for n, (a, b) in enumerate(CUTS)])
    index.publish(version)
    return version


def lamp(person):
    return search("When is the lamp switched on?", scope_for(person), limit=1).passages


def beside(person, **stages):
    packed = pack("When is the lamp switched on?", lamp(person), scope_for(person), Stages(**stages))
    return [each.text for each in packed.shown]


@pytest.mark.django_db
def test_what_stands_around_a_passage_comes_with_it_and_says_nothing_twice(yard, library, model):
    packed = pack("When is the lamp switched on?", lamp(library.bob), scope_for(library.bob), Stages())
    assert [each.text for each in packed.shown] == [TEXT[:27], TEXT[28:90], TEXT[91:]]
    assert [(each.page, TEXT[each.spans[0].start : each.spans[0].end]) for each in packed.shown] == [
        (4, each.text) for each in packed.shown
    ]
    assert [each.text for each in packed.found] == [TEXT[28:90]]
    assert len({each.chunk_id for each in packed.shown}) == 3
    assert beside(library.bob, neighbours=False) == [TEXT[28:90]]


@pytest.mark.django_db
def test_it_comes_only_where_the_passages_leave_room(yard, library, model, budget):
    budget(prompt_tokens=70)
    assert beside(library.bob) in ([TEXT[28:90]], [TEXT[28:90], TEXT[91:]])
    assert len(beside(library.bob)) < 3


@pytest.mark.django_db
def test_nothing_comes_with_a_passage_that_a_search_could_not_find(yard, library, model):
    found = lamp(library.bob)
    after = StoredChunk.objects.get(version_id=yard.version_id, ordinal=2)
    excluding.exclude(after.pk, reason="", by=library.alice)
    assert beside(library.bob) == [TEXT[:27], TEXT[28:90]]
    for gone in (Scope(frozenset()), scope_for(library.mallory)):
        assert len(pack("When?", found, gone, Stages()).shown) == 1
    IndexedDocument.objects.filter(document_id=yard.document_id).delete()
    assert len(pack("When?", found, scope_for(library.bob), Stages()).shown) == 1


def test_whole_documents_share_the_room_evenly_in_the_order_of_reading(model, budget):
    budget(prompt_tokens=300, passages=3)
    needed = [passage(400), passage(20), passage(400), passage(400)]
    reading = tuple(needed[at].chunk_id for at in (1, 0, 3, 2))
    packed = pack_whole("Summarise the yard", needed, Whole("summary", reading))
    short, first, second = packed.shown
    assert [each.fate for each in packed.weighed] == [Fate.SHOWN, Fate.CUT, Fate.CUT, Fate.ENOUGH]
    assert [each.chunk_id for each in (short, first, second)] == [needed[at].chunk_id for at in (1, 0, 2)]
    assert short == needed[1]
    assert abs(len(first.text) - len(second.text)) < 60
    assert needed[0].text.startswith(first.text)
