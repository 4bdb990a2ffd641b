"""Pauses: what runs ends, nothing new begins, and everybody sees who paused it."""

import re

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient, Client
from django.urls import reverse

from access.models import User
from ingestion import leases
from ingestion.flow import line, pausing
from ingestion.models import State, Version
from ingestion.views import work_live
from tests.ingestion.test_queue import offer
from tests.ingestion.test_views_live import Stream
from tests.ingestion.workers import claimed

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(cast):
    client = Client()
    client.force_login(cast.alice)
    return client


def test_nothing_new_is_begun_in_a_paused_collection_and_others_go_on(cast, alice):
    running, waiting, other = (
        offer(cast, collection, name)
        for collection, name in ((cast.handbook, "1.txt"), (cast.handbook, "2.txt"), (cast.vault, "3.txt"))
    )
    lease = claimed()
    assert lease.version_id == running.pk
    said = alice.post(reverse("ingestion:pause", args=[cast.handbook.pk]), follow=True).text
    assert "Paused by alice since" in said
    assert re.search(r'<span class="badge busy">\s*Paused</span>', said)
    assert "Received" not in said
    lease.update(state=State.INDEXING)
    assert claimed().version_id == other.pk
    assert leases.claim_next() is None
    assert leases.due(1) == 0
    assert line.places([waiting.pk]) == {}
    assert "Paused by alice since" not in alice.post(reverse("ingestion:resume", args=[cast.handbook.pk]), follow=True).text
    assert claimed().version_id == waiting.pk


def test_an_administrator_pauses_everything(cast, alice):
    offer(cast, cast.handbook, "1.txt")
    ada = Client()
    ada.force_login(cast.ada)
    assert "Resume everything" in ada.post(reverse("ingestion:pause-everything"), follow=True).text
    assert leases.claim_next() is None
    html = alice.get(reverse("ingestion:collection", args=[cast.handbook.pk])).text
    assert "Everything is paused by ada since" in html
    assert reverse("ingestion:resume", args=[cast.handbook.pk]) not in html
    ada.post(reverse("ingestion:resume-everything"))
    assert leases.claim_next()


def test_a_collections_own_pause_outlasts_that_of_everything(cast):
    offer(cast, cast.handbook, "1.txt")
    pausing.pause(cast.handbook, by=cast.alice)
    pausing.pause(None, by=cast.ada)
    pausing.pause(cast.handbook, by=cast.bob)
    pausing.resume(None)
    assert leases.claim_next() is None
    pause = pausing.pause_of(cast.handbook)
    assert pause
    assert pause.by == cast.alice


def test_the_operator_sees_what_runs_waits_and_is_paused(cast):
    offer(cast, cast.handbook, "first.txt")
    offer(cast, cast.vault, "second.txt")
    lease = claimed()
    lease.update(state=State.RECOGNISING, step=2, steps=7)
    pausing.pause(cast.vault, by=cast.ada)
    Version.objects.exclude(lease=lease.id).update(attempts=1)
    ada = Client()
    ada.force_login(cast.ada)
    html = " ".join(ada.get(reverse("ingestion:work")).text.split())
    for said in (
        "1 document waits, 1 is worked on, 0 failed.",
        "Recognising 2 of 7",
        "is paused by ada since",
        "second.txt</a> in Vault",
    ):
        assert said in html


@pytest.mark.django_db(transaction=True)
async def test_the_page_work_repaints_itself_until_somebody_is_no_administrator_any_more(cast, monkeypatch):
    monkeypatch.setattr(work_live, "PACE_SECONDS", 0.01)
    client = AsyncClient()
    await client.aforce_login(cast.ada)
    stream = Stream(await client.get(reverse("ingestion:work-events")))
    assert "0 documents wait" in await stream.frame()
    await sync_to_async(offer)(cast, cast.handbook, "first.txt")
    frame = await stream.change()
    assert "1 document waits" in frame
    assert reverse("ingestion:pause-everything") in frame
    await User.objects.filter(pk=cast.ada.pk).aupdate(is_superuser=False)
    with pytest.raises(StopAsyncIteration):
        await stream.change()
