"""A website as a source, against a real server on loopback."""

from dataclasses import replace

import pytest
from django.urls import reverse

from ingestion.models import Document, Page
from ingestion.sources.web.outbound import is_public
from tests.ingestion.makers import pdf
from tests.ingestion.sources.making import content, counts, looked_at, names, source
from tests.ingestion.sources.site import website

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(settings):
    """A wiki of three pages, on a host that the operator has allowed."""
    settings.SOURCES = replace(settings.SOURCES, hosts=frozenset({"localhost"}))
    with website() as served:
        served.put("/wiki/", '<a href="keys">Keys</a> <a href="ferries#times">Ferries</a> <a href="/outside">Out</a>')
        served.put("/wiki/keys", "<p>The lantern key is brass.</p><a href='/wiki/'>Back</a>", headers={"ETag": '"k1"'})
        served.put("/wiki/ferries", "<p>The ferry leaves at nine.</p>", headers={"ETag": '"f1"'})
        served.put("/outside", "<p>Not of the wiki.</p>")
        yield served


@pytest.fixture
def wiki(cast, site):
    """The wiki as a source of the Handbook."""
    return source(cast.handbook, "website", start=[f"{site.address}/wiki/"], pause=0)


def host(site):
    return site.address.removeprefix("http://")


def test_pages_are_found_from_link_to_link_and_know_where_they_come_from(cast, site, wiki):
    assert counts(looked_at(wiki)) == {"new": 3}
    place = f"Share/{host(site)}/wiki"
    assert names(cast.handbook) == [f"{place}/ferries.html", f"{place}/index.html", f"{place}/keys.html"]
    assert Document.objects.get(name=f"{place}/keys.html").url == f"{site.address}/wiki/keys"
    assert site.visited() == ["/wiki/", "/wiki/keys", "/wiki/ferries"]


def test_the_original_is_linked_from_the_document_and_from_its_pages(cast, site, wiki, client):
    looked_at(wiki)
    document = Document.objects.get(url=f"{site.address}/wiki/keys")
    document.current = document.versions.get()
    document.save()
    Page.objects.create(version=document.current, number=1, text="The lantern key is brass.")
    client.force_login(cast.bob)
    for address in ("ingestion:document", "ingestion:page"):
        page = client.get(reverse(address, args=[document.pk, *([1] if address.endswith("page") else [])])).content.decode()
        assert f'href="{site.address}/wiki/keys" target="_blank" rel="noopener noreferrer"' in page


def test_only_what_changed_is_sent_again(cast, site, wiki):
    looked_at(wiki)
    site.visited()
    site.put("/wiki/keys", "<p>The lantern key is iron.</p>", headers={"ETag": '"k2"'})
    del site.pages["/wiki/ferries"]
    site.asked.clear()
    run = looked_at(wiki)
    assert counts(run) == {"replaced": 1, "unchanged": 1, "removed": 1}
    assert b"iron" in content(f"Share/{host(site)}/wiki/keys.html")
    site.asked.clear()
    looked_at(wiki)
    assert ("/wiki/keys", 304) in site.asked


def test_the_links_of_an_unchanged_page_are_still_followed(cast, site, wiki):
    site.pages["/wiki/"].headers["ETag"] = '"w1"'
    looked_at(wiki)
    assert counts(looked_at(wiki)) == {"unchanged": 3}


def test_a_server_in_trouble_takes_nothing_away(cast, site, wiki):
    looked_at(wiki)
    site.pages["/wiki/keys"].status = 503
    site.pages["/wiki/keys"].headers.clear()
    del site.pages["/wiki/ferries"]
    run = looked_at(wiki)
    assert counts(run) == {"failed": 1, "held": 2, "unchanged": 1}
    assert ["failed", f"{site.address}/wiki/keys", "The server answered 503."] in run.details
    assert len(names(cast.handbook)) == 3


def test_robots_are_honoured(cast, site, wiki):
    site.put("/robots.txt", "User-agent: *\nDisallow: /wiki/keys\n", type="text/plain")
    assert counts(looked_at(wiki)) == {"new": 2}
    site.put("/robots.txt", "User-agent: Footnote\nDisallow: /\n", type="text/plain")
    assert "robots.txt asks" in looked_at(wiki).details[0][2]
    site.pages["/robots.txt"].status = 500
    assert "robots.txt can't be read" in looked_at(wiki).details[0][2]
    assert len(names(cast.handbook)) == 2


def test_pages_that_ask_not_to_be_kept_are_not(cast, site, wiki):
    site.put("/wiki/keys", '<meta name="robots" content="noindex"><a href="deep">x</a>')
    site.put("/wiki/deep", "<p>Deep.</p>")
    assert counts(looked_at(wiki)) == {"new": 3}
    assert f"Share/{host(site)}/wiki/keys.html" not in names(cast.handbook)


def test_linked_documents_come_and_pictures_stay(cast, site, wiki, tmp_path):
    document = pdf(tmp_path / "a.pdf", ["The anchor weighs two tons."])
    site.put("/wiki/", '<a href="anchor.pdf">PDF</a><a href="logo.png">P</a>')
    site.put("/wiki/anchor.pdf", document.read_bytes(), type="application/pdf")
    site.put("/wiki/logo.png", b"png", type="image/png")
    looked_at(wiki)
    assert names(cast.handbook) == [f"Share/{host(site)}/wiki/anchor.pdf", f"Share/{host(site)}/wiki/index.html"]


def test_a_sitemap_is_taken_as_listed_and_its_dates_are_believed(cast, site):
    def listed(date):
        page = f"<url><loc>{site.address}/wiki/keys</loc><lastmod>{date}</lastmod></url>"
        pages = f"{page}<url><loc>http://elsewhere.example/</loc></url>"
        site.put(
            "/map.xml", f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{pages}</urlset>', type="application/xml"
        )

    site.put("/all.xml", f"<sitemapindex><sitemap><loc>{site.address}/map.xml</loc></sitemap></sitemapindex>", type="text/xml")
    listed("2026-11-01")
    mapped = source(cast.handbook, "website", start=[f"{site.address}/all.xml"], pause=0)
    assert counts(looked_at(mapped)) == {"new": 1}
    site.visited()
    assert counts(looked_at(mapped)) == {"unchanged": 1}
    assert site.visited() == ["/all.xml", "/map.xml"]
    listed("2026-11-02")
    looked_at(mapped)
    assert "/wiki/keys" in site.visited()


def test_limits_of_number_and_depth_are_kept_and_said(cast, site):
    for number in range(5):
        site.put(f"/long/{number}", f'<p>Page {number}</p><a href="/long/{number + 1}">next</a>')
    few = source(cast.handbook, "website", start=[f"{site.address}/long/0"], pages=2, pause=0)
    run = looked_at(few)
    assert counts(run) == {"new": 2, "failed": 1}
    assert "more than 2 addresses" in run.details[0][2]
    near = source(cast.vault, "website", start=[f"{site.address}/long/0"], depth=1, pause=0)
    assert counts(looked_at(near)) == {"new": 2}


def test_a_page_that_is_too_large_fails_with_its_reason(cast, site, wiki, settings):
    settings.INGESTION = replace(settings.INGESTION, upload_max_bytes=2 * 1024**2)
    site.put("/wiki/keys", b"x" * (3 * 1024**2))
    run = looked_at(wiki)
    assert counts(run) == {"new": 2, "failed": 1}
    assert run.details[0][2] == "It is larger than 2 MB."


def test_the_inner_network_is_not_reached_unless_the_operator_names_its_host(cast, site, wiki, settings):
    settings.SOURCES = replace(settings.SOURCES, hosts=frozenset())
    run = looked_at(wiki)
    assert "localhost is in the inner network" in run.details[0][2]
    assert site.asked == []


def test_a_redirect_into_the_inner_network_leads_nowhere(cast, site, wiki):
    inner = site.address.replace("localhost", "127.0.0.1")
    site.put("/secret", "<p>Keys to everything.</p>")
    site.put("/wiki/keys", "", status=302, headers={"Location": f"{inner}/secret"})
    open_to_all = source(cast.vault, "website", start=[f"{site.address}/wiki/"], hosts=["127.0.0.1"], below=False, pause=0)
    run = looked_at(open_to_all)
    assert "127.0.0.1 is in the inner network" in str(run.details)
    looked_at(wiki)
    assert "/secret" not in site.visited()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1", "::",
        "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1",
    ],
)  # fmt: skip
def test_addresses_of_the_inside_are_known_as_such(address):
    assert not is_public(address)


def test_public_addresses_are_public():
    assert is_public("93.184.215.14")
    assert is_public("2606:4700::1111")


def test_a_key_is_sent_to_the_server_it_was_typed_for_only(cast, site, wiki):
    with website() as other:
        other.put("/wiki/", "<p>Other.</p>")
        site.put("/wiki/keys", f'<a href="{other.address}/wiki/">elsewhere</a>')
        guarded = source(
            cast.vault, "website", start=[f"{site.address}/wiki/"], below=False, pause=0, secrets={"authorization": "Bearer brass"}
        )
        looked_at(guarded)
        assert site.sent["/wiki/keys"]["Authorization"] == "Bearer brass"
        assert "Authorization" not in other.sent["/wiki/"]


def test_two_addresses_that_differ_in_their_query_are_two_documents(cast, site, wiki):
    site.put("/wiki/", '<a href="?p=1">1</a><a href="?p=2">2</a>')
    site.put("/wiki/?p=1", "<p>One.</p>")
    site.put("/wiki/?p=2", "<p>Two.</p>")
    assert counts(looked_at(wiki)) == {"new": 3}
