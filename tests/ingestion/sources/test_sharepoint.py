"""Libraries of SharePoint as a source, against a server that plays Microsoft Graph."""

from dataclasses import replace

import pytest
from django.urls import reverse

from ingestion.models import Document
from ingestion.sources.models import Source
from ingestion.sources.sealing import unseal
from tests.ingestion.sources.graph_server import SECRET, Tenant
from tests.ingestion.sources.making import content, counts, looked_at, names, source
from tests.ingestion.sources.speaking import Said, speaking

pytestmark = pytest.mark.django_db
SITE = "https://example.sharepoint.com/sites/Handbook"


@pytest.fixture
def tenant(settings):
    """A library with files in two folders."""
    settings.SOURCES = replace(settings.SOURCES, hosts=frozenset({"localhost", "127.0.0.1"}))
    tenant = Tenant()
    tenant.folder("F1", "House rules")
    tenant.folder("F2", "2026", "F1")
    tenant.file("A", "keys.txt", b"The lantern key is brass.", "F1")
    tenant.file("B", "ferries.txt", b"The ferry leaves at nine.", "F2")
    tenant.file("C", "notes.txt", b"At the root.")
    with speaking(tenant.answer) as tenant.address:
        yield tenant


def library(collection, tenant, *, secret=SECRET, **changes):
    """The library as a source."""
    given = {"tenant": "example.onmicrosoft.com", "application": "app-1", "site": SITE, "library": "Rules", **changes}
    return source(collection, "sharepoint", graph=tenant.address, login=tenant.address, secrets={"secret": secret}, **given)


@pytest.fixture
def rules(cast, tenant):
    return library(cast.handbook, tenant)


def test_files_come_in_under_their_folders(cast, tenant, rules):
    assert counts(looked_at(rules)) == {"new": 3}
    assert names(cast.handbook) == ["Share/House rules/2026/ferries.txt", "Share/House rules/keys.txt", "Share/notes.txt"]
    assert content("Share/House rules/keys.txt") == b"The lantern key is brass."
    assert Document.objects.get(name="Share/notes.txt").url == "https://example.sharepoint.com/C"


def test_a_later_run_asks_only_for_what_changed(cast, tenant, rules):
    looked_at(rules)
    tenant.file("A", "keys.txt", b"The lantern key is lost.", "F1")
    tenant.file("A", "keys.txt", b"The lantern key is iron.", "F1")
    tenant.file("D", "ships.txt", b"The ship is grey.", "F2")
    tenant.delete("B")
    tenant.asked.clear()
    assert counts(looked_at(rules)) == {"new": 1, "replaced": 1, "removed": 1, "unchanged": 1}
    assert content("Share/House rules/keys.txt") == b"The lantern key is iron."
    assert "Share/House rules/2026/ships.txt" in names(cast.handbook)
    assert sum("/content" in path for path in tenant.asked) == 2
    tenant.asked.clear()
    assert counts(looked_at(rules)) == {"unchanged": 3}
    assert not any("/content" in path for path in tenant.asked)


def test_a_link_that_is_too_old_lists_all_again_and_what_is_not_there_is_gone(cast, tenant, rules):
    looked_at(rules)
    tenant.delete("B")
    tenant.file("A", "keys.txt", b"The lantern key is iron.", "F1")
    tenant.oldest = len(tenant.log) + 1
    assert counts(looked_at(rules)) == {"replaced": 1, "removed": 1, "unchanged": 1}


def test_an_empty_library_after_a_new_start_is_not_believed(cast, tenant, rules):
    looked_at(rules)
    for key in "ABC":
        del tenant.items[key]
    tenant.oldest = len(tenant.log) + 1
    assert counts(looked_at(rules)) == {"held": 3}
    assert counts(looked_at(rules, removing=True)) == {"removed": 3}


def test_a_folder_and_endings_can_be_chosen_and_what_moves_out_of_them_is_gone(cast, tenant):
    chosen = library(cast.handbook, tenant, folder="house Rules", endings=[".txt"])
    tenant.file("D", "ship.gif", b"A picture.", "F1")
    assert counts(looked_at(chosen)) == {"new": 2}
    tenant.file("A", "keys.txt", b"The lantern key is brass.")
    assert counts(looked_at(chosen)) == {"removed": 1, "unchanged": 1}


def test_a_folder_that_moves_out_of_the_chosen_one_takes_its_files_away_and_one_that_moves_in_brings_them(cast, tenant):
    chosen = library(cast.handbook, tenant, folder="House rules")
    assert counts(looked_at(chosen)) == {"new": 2}
    tenant.folder("F2", "2026")
    assert counts(looked_at(chosen)) == {"removed": 1, "unchanged": 1}
    assert names(cast.handbook) == ["Share/House rules/keys.txt"]
    tenant.folder("F2", "2026", "F1")
    assert counts(looked_at(chosen)) == {"new": 1, "unchanged": 1}
    tenant.folder("F1", "Rules of old")
    assert counts(looked_at(chosen)) == {"held": 2}
    assert counts(looked_at(chosen, removing=True)) == {"removed": 2}


def test_files_that_change_in_a_chosen_folder_are_no_reason_to_list_all_again(cast, tenant):
    chosen = library(cast.handbook, tenant, folder="House rules")
    looked_at(chosen)
    tenant.file("A", "keys.txt", b"The lantern key is iron.", "F1")
    tenant.asked.clear()
    assert counts(looked_at(chosen)) == {"replaced": 1, "unchanged": 1}
    assert sum(path.endswith("/delta") for path in tenant.asked) == 1


@pytest.mark.parametrize(
    "place", [{"library": ""}, {"site": "https://example.sharepoint.com"}, {"site": "", "user": "ada@example.org"}]
)
def test_the_first_library_a_root_site_and_a_onedrive_can_be_meant(cast, tenant, place):
    assert counts(looked_at(library(cast.handbook, tenant, **place))) == {"new": 3}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"secret": "brass"}, "Microsoft’s sign-in refuses the user or the key. AADSTS7000215: Invalid client secret provided."),
        ({"library": "Ships"}, "The site has no library “Ships”. It has: Documents, Rules."),
        ({"site": "https://example.sharepoint.com/sites/None"}, "The server answered 404. The resource could not be found."),
    ],
)
def test_what_is_refused_or_not_there_is_said(cast, tenant, changes, said):
    run = looked_at(library(cast.handbook, tenant, **changes))
    assert run.reason == said
    assert SECRET not in run.reason


def test_a_token_is_renewed_before_it_runs_out(cast, tenant, rules):
    tenant.seconds = 60
    assert counts(looked_at(rules)) == {"new": 3}
    assert tenant.tokens > 3


def test_a_busy_server_is_asked_again_when_it_says(cast, tenant, rules):
    tenant.busy = ["0", "0", "0"]
    assert counts(looked_at(rules)) == {"new": 3}


def test_what_can_not_be_had_now_is_asked_for_again_and_what_is_too_large_is_not(cast, tenant, rules, settings):
    settings.INGESTION = replace(settings.INGESTION, upload_max_bytes=10_000)
    tenant.file("D", "large.txt", b"x" * 20_000)
    body = tenant.data.pop("C")
    assert counts(looked_at(rules)) == {"new": 2, "failed": 2}
    tenant.data["C"] = body
    assert counts(looked_at(rules)) == {"new": 1, "failed": 1, "unchanged": 2}
    assert counts(looked_at(rules)) == {"unchanged": 3}


@pytest.mark.parametrize(
    "said", [b"<html>Welcome</html>", b"{}", b'{"id": "x", "value": [{"id": 1, "name": "Rules", "folder": {}}]}']
)
def test_what_is_no_graph_is_said_and_takes_nothing_away(cast, tenant, rules, said):
    looked_at(rules)
    with speaking(lambda asked: tenant.answer(asked) if asked.method == "POST" else Said(200, said)) as other:
        rules.refresh_from_db()
        rules.settings["graph"], tenant.address, rules.position = other, other, ""
        rules.save()
        assert "doesn't answer as Microsoft Graph does" in looked_at(rules).reason
    assert len(names(cast.handbook)) == 3


def test_servers_in_the_inner_network_have_to_be_named(cast, tenant, rules, settings):
    settings.SOURCES = replace(settings.SOURCES, hosts=frozenset())
    assert "FOOTNOTE_SOURCE_HOSTS" in looked_at(rules).reason


def test_the_form_takes_a_site_or_a_person_and_never_shows_the_secret(client, cast):
    client.force_login(cast.ada)
    new = reverse("ingestion:source-new", args=[cast.handbook.pk, "sharepoint"])
    page = client.get(new).content.decode()
    assert "https://graph.microsoft.com" in page
    servers = {"login": "https://login.microsoftonline.com", "graph": "https://graph.microsoft.com"}
    form = {"name": "Rules", "every": "60", "gone": "remove", "tenant": "example.org", "application": "1-2", **servers}
    for place in ({}, {"site": SITE, "user": "ada@example.org"}, {"site": SITE, "tenant": "../x"}):
        assert client.post(new, {**form, "secret": "brass", **place}).status_code == 422
    client.post(new, {**form, "site": f"{SITE}/", "secret": "brass", "folder": "/House rules/"})
    made = Source.objects.get()
    assert (made.settings["site"], made.settings["folder"]) == (SITE, "House rules")
    assert unseal(made.sealed) == {"secret": "brass"}
    edit = reverse("ingestion:source-edit", args=[made.pk])
    moved = client.post(edit, {**form, "site": SITE, "graph": "https://evil.example"})
    assert "Type it again" in moved.content.decode()
    assert "brass" not in moved.content.decode()
