"""Search over the API, as far as it is decided before a worker is asked."""

import uuid
from datetime import date

import pytest

from access.access import NotHere
from config.api.filters import FiltersIn
from config.api.searching import scope
from retrieval.filters import DataClass, Filters, Kind
from tests.api.conftest import BASE


def search(program, **sent):
    return program.post(f"{BASE}/search", {"question": "How far may I travel?", **sent}, content_type="application/json")


def test_whoever_may_read_nothing_finds_nothing_and_no_worker_is_asked(cast, api):
    response = search(api("mallory"))
    assert response.status_code == 200
    assert response.json() == {"passages": [], "confidence": 0.0, "steps": {}, "readings": []}


def test_the_scope_is_what_the_caller_may_read(cast):
    assert scope(cast.bob, []).collections == {cast.handbook.pk}
    assert scope(cast.ada, []).collections == {cast.handbook.pk, cast.vault.pk}
    assert scope(cast.ada, [cast.vault.pk]).collections == {cast.vault.pk}
    with pytest.raises(NotHere):
        scope(cast.bob, [cast.handbook.pk, cast.vault.pk])


def test_a_forbidden_collection_reads_like_an_unknown_one(cast, api):
    answers = [search(api("bob"), collections=[str(each)]) for each in (cast.vault.pk, uuid.uuid4())]
    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].content == answers[1].content


def test_without_a_broker_the_answer_is_to_try_again_later(cast, api):
    response = search(api("bob"))
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert "try again" in response.json()["error"]


@pytest.mark.parametrize("sent", [{"limit": 0}, {"limit": 51}, {"question": ""}, {"question": "a\x00b"}, {"question": "x" * 4001}])
def test_what_cannot_be_searched_is_refused(cast, api, sent):
    response = search(api("bob"), **sent)
    assert response.status_code == 422
    assert response.json()["error"].startswith(f"{next(iter(sent))}: ")


@pytest.mark.parametrize(
    ("filters", "complaint"),
    [
        ({"kinds": ["poem"]}, "filters.kinds.0"),
        ({"since": "yesterday"}, "filters.since"),
        ({"since": "2024-02-01", "until": "2024-01-01"}, "since must not be after until"),
        ({"languages": ["german"]}, "filters.languages.0"),
        ({"authors": ["?!"]}, "a name needs a letter or a digit"),
        ({"authors": ["a\x00b"]}, "filters.authors.0"),
        ({"data_classes": ["secret"]}, "filters.data_classes.0"),
        ({"documents": ["1"]}, "filters.documents.0"),
        ({"colour": ["red"]}, "filters.colour"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_with_its_reason(cast, api, filters, complaint):
    response = search(api("bob"), filters=filters)
    assert response.status_code == 422
    assert complaint in response.json()["error"]


def test_a_filter_becomes_what_search_takes():
    sent = {"kinds": ["pdf"], "authors": [" Ada "], "since": "2024-01-01", "languages": ["DE"], "data_classes": ["public"]}
    assert FiltersIn.model_validate(sent).filters() == Filters(
        kinds=frozenset([Kind.PDF]),
        authors=frozenset(["Ada"]),
        since=date(2024, 1, 1),
        languages=frozenset(["de"]),
        data_classes=frozenset([DataClass.PUBLIC]),
    )
