"""When a document's turn will come: said from what was measured, as coarsely as it is known, or not at all."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ingestion.flow import line, pace
from ingestion.flow.models import Try
from ingestion.models import State, Version
from tests.ingestion.test_queue import offer
from tests.ingestion.views_making import document

pytestmark = pytest.mark.django_db


def log(*seconds, size=100_000, end=Try.End.READY, worker="a", ago=1):
    """Tries that took so long and ended some seconds ago."""
    for took in seconds:
        ended = timezone.now() - timedelta(seconds=ago)
        began = ended - timedelta(seconds=took)
        Try.objects.create(
            id=uuid.uuid4(), version_id=uuid.uuid4(), number=1, worker=worker, size=size, began_at=began, ended_at=ended, end=end
        )


def waiting(cast, number):
    versions = [offer(cast, cast.handbook, f"{place}.txt") for place in range(number)]
    Version.objects.update(size=100_000)
    return versions


def test_each_waiting_document_is_told_its_place_and_about_when(cast):
    log(*[20] * 9)
    log(20, worker="b")
    versions = waiting(cast, 25)
    found = line.places([versions[11].pk, versions[24].pk])
    assert (found[versions[11].pk].number, found[versions[11].pk].seconds) == (12, 120)
    assert found[versions[24].pk].seconds == 240
    client = Client()
    client.force_login(cast.bob)
    assert "12th in line, about 2 minutes" in client.get(reverse("ingestion:collection", args=[cast.handbook.pk])).text


def test_larger_documents_ahead_take_longer(cast):
    log(*[20] * 9)
    versions = waiting(cast, 12)
    Version.objects.exclude(pk=versions[11].pk).update(size=900_000)
    assert line.places([versions[11].pk])[versions[11].pk].seconds == 20 * 60


@pytest.mark.parametrize(
    "measured",
    [
        lambda: None,
        lambda: log(20, 20, 20),
        lambda: log(*[20] * 9, ago=700_000),
        lambda: log(*[20] * 9, end=Try.End.WAITED),
        lambda: log(*[1] * 9, 3600),
        lambda: log(*[20] * 9, ago=600),
    ],
    ids=["nothing", "too little", "long ago", "nothing finished", "too uneven", "nobody works"],
)
def test_what_cannot_be_known_is_not_said(cast, measured):
    measured()
    versions = waiting(cast, 12)
    assert line.places([versions[11].pk])[versions[11].pk] == line.Place(12, None)


def test_what_is_under_way_comes_first(cast):
    log(*[100] * 9)
    versions = waiting(cast, 2)
    Try.objects.create(id=uuid.uuid4(), version_id=uuid.uuid4(), number=1, worker="a", size=100_000, began_at=timezone.now())
    assert line.places([versions[0].pk])[versions[0].pk] == line.Place(1, 30)
    assert line.seconds_until_through(version.pk for version in versions) == 5 * 60


def test_a_page_of_rows_takes_two_queries_whatever_waits(cast, django_assert_num_queries):
    log(*[20] * 9)
    ids = [document(cast.handbook, f"{number}.txt", state=State.RECEIVED).latest_id for number in range(60)]
    with django_assert_num_queries(2):
        assert len(line.places(ids[-25:])) == 25


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (4, "less than a minute"),
        (61, "about 2 minutes"),
        (599, "about 10 minutes"),
        (2000, "about 35 minutes"),
        (3500, "about 1 hour"),
        (4000, "about 2 hours"),
        (100_000, "about 2 days"),
    ],
)
def test_nothing_is_said_more_precisely_than_it_is_known(seconds, said):
    assert pace.about(pace.rounded(seconds)) == said
