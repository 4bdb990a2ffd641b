"""The pages of sources: setting one up, trying it, running it, ending it."""

from dataclasses import replace

import pytest
from django.urls import reverse

from access.models import Role
from access.sharing import give
from ingestion.models import Document
from ingestion.sources import runs, syncing
from ingestion.sources.models import Source
from ingestion.sources.sealing import unseal
from tests.ingestion.sources.making import looked_at, names, source

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, settings):
    """A folder that may be watched."""
    (tmp_path / "keys.txt").write_text("The lantern key is brass.")
    (tmp_path / "ferries.txt").write_text("The ferry leaves at nine.")
    settings.SOURCES = replace(settings.SOURCES, folders=(str(tmp_path),))
    return tmp_path


@pytest.fixture
def ada(cast, client):
    """Ada's browser."""
    client.force_login(cast.ada)
    return client


def typed(folder, **changes):
    """The form as a person fills it in."""
    return {"name": "Share", "path": str(folder), "every": "60", "gone": "remove", **changes}


def set_up(ada, cast, folder, **changes):
    """Send the form for a new folder."""
    return ada.post(reverse("ingestion:source-new", args=[cast.handbook.pk, "folder"]), typed(folder, **changes))


def run_page(ada, wanted):
    """The page of a source, after whatever run was asked for."""
    hold = runs.claim_next()
    if hold:
        syncing.carry_out(hold)
    return ada.get(reverse("ingestion:source", args=[wanted.pk])).content.decode()


def test_a_source_is_set_up_paused_then_tried_then_started(ada, cast, folder):
    response = set_up(ada, cast, folder)
    made = Source.objects.get()
    assert response.headers["Location"] == reverse("ingestion:source", args=[made.pk])
    assert (made.paused, made.next_at, made.settings, made.added_by) == (
        True,
        None,
        {"path": str(folder), "endings": []},
        cast.ada,
    )
    ada.post(reverse("ingestion:source-run", args=[made.pk]), {"dry": "1"})
    page = run_page(ada, made)
    assert "2 new" in page
    assert "keys.txt" in page
    assert not Document.objects.exists()
    ada.post(reverse("ingestion:source-pause", args=[made.pk]))
    made.refresh_from_db()
    assert made.next_at
    assert not made.paused
    ada.post(reverse("ingestion:source-run", args=[made.pk]))
    assert "2 new" in run_page(ada, made)
    assert names(cast.handbook) == ["Share/ferries.txt", "Share/keys.txt"]


def test_a_folder_that_may_not_be_watched_is_refused_in_the_form(ada, cast, folder):
    response = set_up(ada, cast, folder, path="/etc")
    assert response.status_code == 422
    assert "FOOTNOTE_SOURCE_FOLDERS" in response.content.decode()


def test_two_sources_of_a_collection_have_two_names(ada, cast, folder):
    set_up(ada, cast, folder)
    response = set_up(ada, cast, folder)
    assert response.status_code == 422
    assert "Choose another" in response.content.decode()


def test_a_second_wish_while_a_run_waits_is_said(ada, cast, folder):
    made = source(cast.handbook, "folder", path=str(folder))
    address = reverse("ingestion:source-run", args=[made.pk])
    ada.post(address)
    assert "under way already" in ada.post(address, follow=True).content.decode()


def test_what_was_held_back_goes_when_somebody_confirms(ada, cast, folder):
    made = source(cast.handbook, "folder", path=str(folder))
    looked_at(made)
    for file in folder.iterdir():
        file.unlink()
    looked_at(made)
    page = run_page(ada, made)
    assert "2 gone there, held back" in page
    assert "Run again and remove what is gone" in page
    ada.post(reverse("ingestion:source-run", args=[made.pk]), {"removing": "1"})
    assert "2 removed" in run_page(ada, made)
    assert names(cast.handbook) == []


def test_a_source_ends_with_its_documents_or_without(ada, cast, folder):
    made = source(cast.handbook, "folder", path=str(folder))
    looked_at(made)
    ada.post(reverse("ingestion:source-delete", args=[made.pk]))
    assert len(names(cast.handbook)) == 2
    again = source(cast.handbook, "folder", path=str(folder))
    looked_at(again)
    assert len(names(cast.handbook)) == 2
    ada.post(reverse("ingestion:source-delete", args=[again.pk]), {"documents": "1"})
    assert names(cast.handbook) == []


def test_an_owner_sees_a_source_of_the_server_but_does_not_look_after_it(client, cast, folder):
    made = source(cast.handbook, "folder", path=str(folder))
    client.force_login(cast.alice)
    page = client.get(reverse("ingestion:sources", args=[cast.handbook.pk])).content.decode()
    assert "looked after by an administrator" in page
    assert str(folder) not in page
    assert client.get(reverse("ingestion:source", args=[made.pk])).status_code == 404


def test_an_owner_sets_up_a_website_and_its_key_is_never_shown_again(client, cast):
    client.force_login(cast.alice)
    form = {"name": "Wiki", "every": "60", "gone": "keep", "depth": "2", "pages": "50", "pause": "0.5", "below": "on"}
    new = reverse("ingestion:source-new", args=[cast.handbook.pk, "website"])
    assert client.post(new, {**form, "start": "ftp://wiki.example.org"}).status_code == 422
    client.post(new, {**form, "start": "https://Wiki.example.org/\n", "authorization": "Bearer brass"})
    made = Source.objects.get()
    assert made.settings["start"] == ["https://wiki.example.org/"]
    assert "brass" not in made.sealed + str(made.settings)
    edit = reverse("ingestion:source-edit", args=[made.pk])
    for address in (edit, reverse("ingestion:source", args=[made.pk])):
        assert "brass" not in client.get(address).content.decode()
    elsewhere = client.post(edit, {**form, "start": "https://evil.example/", "authorization": ""})
    assert elsewhere.status_code == 422
    assert "Type it again" in elsewhere.content.decode()
    client.post(edit, {**form, "start": "https://wiki.example.org/", "pages": "70"})
    made.refresh_from_db()
    assert made.settings["pages"] == 70
    assert unseal(made.sealed) == {"authorization": "Bearer brass"}


def test_an_editor_sees_no_sources(client, cast):
    give(cast.handbook, cast.bob, Role.EDITOR)
    client.force_login(cast.bob)
    assert client.get(reverse("ingestion:sources", args=[cast.handbook.pk])).status_code == 404


def test_a_source_is_described_in_the_order_and_words_of_its_form(ada, cast):
    made = source(cast.handbook, "stream", format="md", key="id", stream="events:rules")
    page = run_page(ada, made)
    assert page.index("events:rules") < page.index("<dd>id</dd>") < page.index("<dd>Markdown</dd>")
