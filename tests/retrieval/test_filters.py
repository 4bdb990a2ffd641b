"""Searches that are narrowed: in Qdrant, in the database that decides, and never beyond the Scope."""

import uuid
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from access.scope import Scope
from retrieval import catching_up, index, qdrant, reusing
from retrieval.errors import IndexUnavailable
from retrieval.filters import NO_FILTERS, Filters, Kind, pack, unpack, words_of
from retrieval.messages import Chunk, IndexedVersion, Span, Terms
from retrieval.models import IndexedDocument
from retrieval.search import search

pytestmark = pytest.mark.django_db
ADA = Terms(kind="pdf", author="Ada Lovelace; Charles Babbage", dated=date(2024, 3, 1), language="en", data_class="public")
JOSE = Terms(kind="email", author="José Müller <jose@example.org>", dated=date(2022, 12, 31), language="de")
NOBODY = Terms(kind="word", dated=date(2023, 6, 1))

CASES: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"Ada", "José", "nobody"}),
    ({"kinds": {Kind.PDF}}, {"Ada"}),
    ({"kinds": {Kind.PDF, Kind.EMAIL}}, {"Ada", "José"}),
    ({"kinds": {Kind.SLIDES}}, set()),
    ({"authors": {"lovelace"}}, {"Ada"}),
    ({"authors": {"MULLER, Jose"}}, {"José"}),
    ({"authors": {"Ada", "Müller"}}, {"Ada", "José"}),
    ({"authors": {"Ada Müller"}}, set()),
    ({"authors": {"love"}}, set()),
    ({"authors": {"%"}}, set()),
    ({"since": date(2023, 6, 1)}, {"Ada", "nobody"}),
    ({"until": date(2023, 6, 1)}, {"José", "nobody"}),
    ({"since": date(2023, 1, 1), "until": date(2023, 12, 31)}, {"nobody"}),
    ({"since": date(2025, 1, 1)}, set()),
    ({"languages": {"de"}}, {"José"}),
    ({"data_classes": {"public"}}, {"Ada"}),
    ({"data_classes": {"public"}, "languages": {"de"}}, set()),
]


@pytest.fixture(autouse=True)
def live(vectors_service, settings):
    """An index for each test alone."""
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"filters-{uuid.uuid4().hex[:8]}")


@pytest.fixture(params=["told", "untold"])
def shelf(request):
    """The Scope of a collection with a document of each of the three, whose points were told of them or were not."""
    collection = uuid.uuid4()
    for terms, text in ((ADA, "Meals are paid by Ada."), (JOSE, "Meals are paid by José."), (NOBODY, "Meals are paid by nobody.")):
        publish(text, terms, collection)
    if request.param == "told":
        catching_up.catch_up()
    return Scope(frozenset([collection]))


def publish(text, terms, collection):
    version = IndexedVersion(uuid.uuid4(), uuid.uuid4(), collection, text)
    index.write(version, [Chunk(0, text, (Span(1, 0, len(text)),))])
    index.publish(version)
    index.set_terms({version.document_id: terms})
    return version


def found(scope, **asked):
    passages = search("Who pays for meals?", scope, filters=Filters(**asked)).passages
    return {passage.text.split()[-1].rstrip(".") for passage in passages}


def test_only_what_is_asked_for_is_found(shelf):
    for asked, answers in CASES:
        filters: dict[str, Any] = {name: frozenset(value) if isinstance(value, set) else value for name, value in asked.items()}
        assert found(shelf, **filters) == answers, asked


def test_filters_never_widen_the_scope(shelf):
    other = publish("Meals are paid by a stranger.", ADA, uuid.uuid4())
    assert found(shelf, collections=frozenset([other.collection_id])) == set()
    assert found(shelf, documents=frozenset([other.document_id])) == set()
    both = Scope(shelf.collections | {other.collection_id})
    assert found(both, collections=frozenset([other.collection_id])) == {"stranger"}
    assert found(both, documents=frozenset([other.document_id])) == {"stranger"}


def test_the_database_decides_whatever_the_points_say(shelf):
    IndexedDocument.objects.filter(kind="pdf").update(kind="word")
    assert found(shelf, kinds=frozenset([Kind.PDF])) == set()


def test_what_changes_is_told_again_and_a_new_version_too():
    version = publish("Meals are paid by Ada.", ADA, uuid.uuid4())
    assert (catching_up.catch_up(), catching_up.catch_up()) == (1, 0)
    index.set_terms({version.document_id: replace(ADA, weight=2)})
    assert catching_up.catch_up() == 0
    index.set_terms({version.document_id: replace(ADA, data_class="restricted")})
    assert catching_up.catch_up() == 1
    index.publish(version)
    assert catching_up.catch_up() == 1


def test_a_point_that_is_made_anew_carries_what_is_known():
    version = publish("Meals are paid by Ada.", ADA, uuid.uuid4())
    qdrant.drop()
    index.restore(version.version_id)
    [point], _ = qdrant.client().scroll(live_collection(), limit=1)
    assert point.payload is not None
    assert point.payload.items() >= {"kind": "pdf", "dated": 20240301, "language": "en", "data_class": "public"}.items()
    assert "lovelace" not in str(point.payload).lower()


def test_an_index_from_before_gets_its_payload_indexes():
    version = publish("Meals are paid by Ada.", ADA, uuid.uuid4())
    for name in ("kind", "dated"):
        qdrant.client().delete_payload_index(live_collection(), name)
    catching_up.catch_up()
    assert {"kind", "author", "dated", "language", "data_class"} <= qdrant.client().get_collection(
        live_collection()
    ).payload_schema.keys()
    assert found(Scope(frozenset([version.collection_id])), kinds=frozenset([Kind.PDF])) == {"Ada"}


def test_a_change_while_it_is_told_stays_to_be_told(monkeypatch):
    version = publish("Meals are paid by Ada.", ADA, uuid.uuid4())
    tell, changes = qdrant.tell, [lambda: index.set_terms({version.document_id: NOBODY})]

    def telling(*told):
        tell(*told)
        if changes:
            changes.pop()()

    monkeypatch.setattr(qdrant, "tell", telling)
    assert catching_up.catch_up() == 2
    assert found(Scope(frozenset([version.collection_id])), kinds=frozenset([Kind.WORD])) == {"Ada"}


def test_what_changes_while_vectors_are_made_is_what_the_points_carry_in_the_end(monkeypatch):
    version = publish("Meals are paid by Ada.", ADA, uuid.uuid4())
    catching_up.catch_up()
    make, upsert = reusing.vectors, qdrant.upsert

    def change() -> None:
        monkeypatch.undo()
        qdrant.delete(live_collection(), "version_id", version.version_id)
        index.set_terms({version.document_id: NOBODY})
        catching_up.catch_up()

    def changed_before(*words):
        vectors = make(*words)
        change()
        return vectors

    def changed_after(*words):
        change()
        upsert(*words)

    for module, name, later in ((reusing, "vectors", changed_before), (qdrant, "upsert", changed_after)):
        index.set_terms({version.document_id: ADA})
        catching_up.catch_up()
        monkeypatch.setattr(module, name, later)
        index.restore(version.version_id)
        catching_up.catch_up()
        assert found(Scope(frozenset([version.collection_id])), kinds=frozenset([Kind.WORD])) == {"Ada"}


def test_whoever_tells_late_what_was_known_before_has_it_told_again(monkeypatch):
    version = publish("Meals are paid by Ada.", ADA, uuid.uuid4())
    tell = qdrant.tell

    def told_later(*words):
        monkeypatch.undo()
        index.set_terms({version.document_id: NOBODY})
        assert catching_up.catch_up() == 1
        tell(*words)

    monkeypatch.setattr(qdrant, "tell", told_later)
    assert catching_up.catch_up() == 2
    assert found(Scope(frozenset([version.collection_id])), kinds=frozenset([Kind.WORD])) == {"Ada"}


def test_without_qdrant_nothing_counts_as_told(settings):
    publish("Meals are paid by Ada.", ADA, uuid.uuid4())
    settings.RETRIEVAL = replace(settings.RETRIEVAL, qdrant_url="http://127.0.0.1:9")
    with pytest.raises(IndexUnavailable):
        catching_up.catch_up()
    assert catching_up.untold().count() == 1


def test_filters_travel_as_json():
    asked = Filters(frozenset([uuid.uuid4()]), kinds=frozenset(Kind), authors=frozenset(["Ada"]), since=date(2024, 1, 1))
    assert unpack(pack(asked)) == asked
    assert pack(NO_FILTERS) == {}
    assert not NO_FILTERS
    for nonsense in ({"colour": ["red"]}, {"kinds": ["poem"]}, {"since": "yesterday"}, {"documents": ["1"]}):
        with pytest.raises(ValueError):
            unpack(nonsense)


def test_names_are_found_by_their_words():
    assert words_of("Dr. José  O'Neill-Müller <jose@example.org>") == ["dr", "example", "jose", "muller", "neill", "o", "org"]
    assert words_of("\x00 –!") == []


def live_collection():
    return qdrant.own_versions()[0]
