"""Spaces of Confluence as a source, against a server that plays both makes of it."""

from dataclasses import replace

import pytest
from django.urls import reverse

from ingestion import leases
from ingestion.models import Document
from ingestion.sources import runs, syncing
from ingestion.sources.models import Source
from ingestion.sources.sealing import unseal
from ingestion.sources.web import patience
from tests.ingestion.sources.confluence_server import TOKEN, Wiki
from tests.ingestion.sources.making import claimed, content, counts, looked_at, names, source
from tests.ingestion.sources.speaking import Said, speaking

pytestmark = pytest.mark.django_db
ENDINGS = [".pdf", ".txt"]


@pytest.fixture(params=["cloud", "own server"])
def wiki(request, settings):
    """A wiki with two pages, a post and two attachments, of which one is wanted."""
    settings.SOURCES = replace(settings.SOURCES, hosts=frozenset({"localhost", "127.0.0.1"}))
    wiki = Wiki(cloud=request.param == "cloud")
    wiki.page(1, "Keys / locks", "<p>The lantern key is brass.</p>")
    wiki.page(2, "Ferries", "<p>The ferry leaves at nine.</p>")
    wiki.page(3, "News", "<p>A new ferry.</p>", type="blogpost")
    wiki.page(4, "Elsewhere", "<p>Another space.</p>", space="OTHER")
    wiki.attach("att5", 2, "table.TXT", b"Nine, ten, eleven.")
    wiki.attach("att6", 2, "drawing.drawio", b"<mxfile/>")
    with speaking(wiki.answer) as wiki.address:
        yield wiki


@pytest.fixture
def pages(cast, wiki):
    """The wiki as a source."""
    return made(cast.handbook, wiki)


def made(collection, wiki, token=TOKEN, **changes):
    given = {"spaces": ["HB"], "user": "ada@example.org" if wiki.cloud else "", "attachments": ENDINGS, **changes}
    return source(collection, "confluence", address=wiki.address + wiki.context, secrets={"token": token}, **given)


def test_pages_posts_and_wanted_attachments_come_in_under_their_space(cast, wiki, pages):
    assert counts(looked_at(pages)) == {"new": 4}
    assert names(cast.handbook) == [
        "Share/HB/Ferries.html", "Share/HB/Ferries/table.TXT", "Share/HB/Keys   locks.html", "Share/HB/News.html",
    ]  # fmt: skip
    assert b"<h1>Keys / locks</h1>\n<p>The lantern key is brass.</p>" in content("Share/HB/Keys   locks.html")
    assert content("Share/HB/Ferries/table.TXT") == b"Nine, ten, eleven."
    assert Document.objects.get(name="Share/HB/Ferries.html").url == f"{wiki.address}/wiki/spaces/HB/pages/2"


def test_only_what_has_another_version_is_fetched_again(cast, wiki, pages):
    looked_at(pages)
    wiki.page(1, "Keys / locks", "<p>The lantern key is iron.</p>", version=2)
    wiki.attach("att5", 2, "table.TXT", b"Nine and ten.", version=2)
    del wiki.contents["3"]
    wiki.asked.clear()
    assert counts(looked_at(pages)) == {"unchanged": 1, "replaced": 2, "removed": 1}
    assert [cql for cql in wiki.asked if cql.startswith("id")] == ["id = 1"]
    assert b"iron" in content("Share/HB/Keys   locks.html")


@pytest.mark.parametrize("wiki", ["own server"], indirect=True)
def test_what_a_listing_skips_because_something_else_went_meanwhile_is_not_taken_for_gone(cast, wiki, pages):
    looked_at(pages)
    wiki.meanwhile.append(lambda: wiki.contents.pop("1"))
    run = looked_at(pages)
    assert counts(run) == {"unchanged": 3, "held": 1, "failed": 1}
    assert "The listing changed while it was read" in [name for _, name, _ in run.details]
    assert "Share/HB/News.html" in names(cast.handbook)
    assert counts(looked_at(pages)) == {"unchanged": 3, "removed": 1}


def test_without_endings_no_attachment_comes_in(cast, wiki):
    assert counts(looked_at(made(cast.handbook, wiki, attachments=[]))) == {"new": 3}


def test_a_busy_server_is_asked_again_when_it_says(cast, wiki, pages):
    wiki.busy = ["0", "0"]
    assert counts(looked_at(pages)) == {"new": 4}
    wiki.busy = ["3600"]
    assert looked_at(pages).reason == "The server wants to be asked again in 60 minutes only."
    wiki.busy = ["0"] * patience.TRIES
    assert looked_at(pages).reason == f"The server was too busy to answer, {patience.TRIES} times."
    assert len(names(cast.handbook)) == 4


def test_waiting_for_a_busy_server_ends_when_the_worker_stops(cast, wiki, pages):
    wiki.busy = ["170"]
    run = runs.ask(pages, by=None)
    assert run
    leases.stopping.set()
    try:
        syncing.carry_out(claimed())
    finally:
        leases.stopping.clear()
    run.refresh_from_db()
    assert (run.finished_at, run.lease) == (None, None)


def test_a_wrong_token_and_an_unknown_space_are_said(cast, wiki):
    assert looked_at(made(cast.handbook, wiki, token="brass")).reason == "Confluence refuses the user or the key."
    assert looked_at(made(cast.vault, wiki, spaces=["NONE"])).reason == "The server answered 400. No space with key : NONE"


@pytest.mark.parametrize("said", [b"<html>Welcome</html>", b"[]", b'{"results": {}}', b'{"results": [{"id": 1}]}'])
def test_what_is_no_confluence_is_said_and_takes_nothing_away(cast, wiki, pages, said):
    looked_at(pages)
    with speaking(lambda asked: Said(200, said)) as address:
        pages.settings["address"] = address
        pages.save()
        assert "doesn't answer as Confluence does" in looked_at(pages).reason
    assert len(names(cast.handbook)) == 4


def test_a_listing_without_an_end_is_left_and_takes_nothing_away(cast, wiki, pages, monkeypatch):
    looked_at(pages)
    monkeypatch.setattr("ingestion.sources.confluence.MOST_ANSWERS", 3)
    with speaking(lambda asked: Said(200, b'{"results": [], "_links": {"next": "/rest/api/content/search?cursor=1"}}')) as address:
        pages.settings["address"] = address
        pages.save()
        assert "doesn't come to an end" in looked_at(pages).reason
    assert len(names(cast.handbook)) == 4


def test_a_page_that_can_not_be_had_fails_alone_and_is_asked_for_again(cast, wiki, pages):
    wiki.contents["2"].pop("body")
    assert counts(looked_at(pages)) == {"new": 3, "failed": 1}
    wiki.page(2, "Ferries", "<p>The ferry leaves at nine.</p>")
    assert counts(looked_at(pages)) == {"new": 1, "unchanged": 3}


def test_an_attachment_that_is_too_large_fails_alone(cast, wiki, pages, settings):
    settings.INGESTION = replace(settings.INGESTION, upload_max_bytes=5000)
    wiki.attach("att5", 2, "table.TXT", b"x" * 6000)
    assert counts(looked_at(pages)) == {"new": 3, "failed": 1}


def test_the_way_on_to_another_server_is_not_followed_with_the_token(cast, wiki, pages):
    with speaking(lambda asked: Said(200, b'{"results": [], "_links": {"next": "https://evil.example/rest"}}')) as address:
        pages.settings["address"] = address
        pages.save()
        assert "leads to another server" in looked_at(pages).reason


def test_a_server_in_the_inner_network_has_to_be_named_and_one_that_is_away_is_said(cast, wiki, pages, settings):
    settings.SOURCES = replace(settings.SOURCES, hosts=frozenset())
    assert "FOOTNOTE_SOURCE_HOSTS" in looked_at(pages).reason
    settings.SOURCES = replace(settings.SOURCES, hosts=frozenset({"localhost"}))
    pages.settings["address"] = "http://localhost:9"
    pages.save()
    assert "can't be reached" in looked_at(pages).reason


def test_an_owner_sets_it_up_and_the_token_is_never_shown_again(client, cast):
    client.force_login(cast.alice)
    new = reverse("ingestion:source-new", args=[cast.handbook.pk, "confluence"])
    form = {"name": "Wiki", "every": "60", "gone": "remove", "spaces": "HB\n~ada", "user": "ada@example.org", "token": "brass"}
    for address, said in {
        "https://example.atlassian.net": "ends with /wiki",
        "https://wiki.example.org/?page=1": "without a page",
        "ftp://wiki.example.org": "begins with https://",
    }.items():
        response = client.post(new, {**form, "address": address})
        assert response.status_code == 422
        assert said in response.content.decode()
    assert client.post(new, {**form, "address": "https://wiki.example.org", "spaces": 'HB") or ("x'}).status_code == 422
    client.post(new, {**form, "address": "https://example.atlassian.net/wiki/"})
    made = Source.objects.get()
    assert (made.settings["address"], made.settings["spaces"]) == ("https://example.atlassian.net/wiki", ["HB", "~ada"])
    assert unseal(made.sealed) == {"token": "brass"}
    edit = reverse("ingestion:source-edit", args=[made.pk])
    assert "brass" not in client.get(edit).content.decode()
    moved = client.post(edit, {**form, "address": "https://evil.example", "token": ""})
    assert "Type it again" in moved.content.decode()
