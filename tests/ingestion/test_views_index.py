"""The page Index: what administrators see and may do there."""

import uuid
from dataclasses import replace

import pytest
from django.urls import reverse

from retrieval import qdrant, versions
from retrieval.building import recent, showing, steering
from retrieval.models import IndexVersion
from retrieval.versions import State
from tests.retrieval.conftest import second_model, third_model  # noqa: F401
from tests.retrieval.houses import about, names, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]


@pytest.fixture
def ada(client, cast, settings, second_model):  # noqa: F811
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"page-{uuid.uuid4().hex[:8]}", model=second_model)
    client.force_login(cast.ada)
    yield client
    for name in names():
        qdrant.client().delete_collection(name)


def page(ada) -> str:
    text: str = ada.get(reverse("ingestion:index")).content.decode()
    return text


def ask(ada, what: str, **sent: str) -> str:
    answer = ada.post(reverse("ingestion:index-change", args=[what]), sent, follow=True)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def test_the_page_says_what_there_is_and_leads_from_building_to_the_way_back(ada, settings, third_model):  # noqa: F811
    assert "There is no index yet" in page(ada)
    about("trains")
    old = versions.live()
    settings.RETRIEVAL = replace(settings.RETRIEVAL, model=third_model)
    assert "A version is being built" in ask(ada, "build")
    assert "0 of 0 chunks" in page(ada)
    work_off()
    assert "Switch to it" in page(ada)
    recent.compare()
    assert "Questions compared" in page(ada)
    assert "Switch to the new version?" in ask(ada, "switch")
    assert versions.live() == old, "it is asked about first"
    assert "Searches ask the new version" in ask(ada, "switch", confirmed="yes")
    assert versions.live() != old
    assert "Searches ask the earlier version again" in ask(ada, "roll-back", confirmed="yes")
    assert "Remove the version" in ask(ada, "free")
    ask(ada, "free", confirmed="yes")
    assert list(IndexVersion.objects.all()) == [old]
    assert "No earlier version is kept" in ask(ada, "free", confirmed="yes")


def test_what_is_being_built_shows_how_far_it_is_why_it_stands_and_can_be_given_up(ada):
    about("trains")
    other = steering.build(by=None)
    IndexVersion.objects.filter(pk=other.pk).update(state=State.BUILDING, done=30, total=90, speed=0.5, said="The index is away.")
    text = page(ada)
    assert "30 of 90 chunks, about 2 minutes left" in text
    assert "The index is away." in text
    assert "nothing of it stays" in ask(ada, "cancel", confirmed="yes")
    assert showing.shown().other is None
    assert ada.post(reverse("ingestion:index-change", args=["dance"])).status_code == 404
