"""A curator looks at a document's chunks beside its page, with mouse, keyboard and finger, and asks why it is found."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.conftest import Visits
from tests.journeys.visit import READY_MS, Visit

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "color_scheme": "dark"}
FITS = "document.documentElement.scrollWidth <= screen.width"
HERE = re.compile(r"\bhere\b")


def open_chunks(visit: Visit, name: str) -> None:
    """From the list to the document to its chunks."""
    visit.go("/collections/")
    visit.page.get_by_role("link", name="Handbook").first.click()
    visit.row(name).get_by_role("link", name=name, exact=True).click()
    visit.page.get_by_role("link", name="Chunks", exact=True).click()
    expect(visit.page.get_by_role("heading", name="Chunks", exact=True)).to_be_visible()
    visit.page.wait_for_load_state()


def test_what_is_pointed_at_or_focused_on_one_side_is_marked_on_the_other(visits: Visits):
    visit = visits("alice")
    open_chunks(visit, "travel-policy.pdf")
    area, chunk = visit.page.locator(".chunk-page a.chunk-part").last, visit.page.locator(".chunk").last
    number = (chunk.get_attribute("data-chunks") or "").split()[0]
    assert number in (area.get_attribute("data-chunks") or "").split()
    chunk.get_by_role("link", name=f"Chunk {number}").focus()
    expect(area).to_have_class(HERE)
    visit.page.locator(".chunk").first.hover()
    if visit.page.locator(".chunk").count() > 1:
        expect(chunk).not_to_have_class(HERE)
    area.focus()
    expect(chunk).to_have_class(HERE)
    expect(chunk).to_be_in_viewport()
    assert Axe().run(visit.page).violations_count == 0


def test_on_a_phone_a_tap_on_the_page_leads_to_its_chunk(visits: Visits):
    visit = visits("alice", **PHONE)
    open_chunks(visit, "remote-working.md")
    part = visit.page.locator(".chunk-page .chunk-part").first
    part.tap()
    number = (part.get_attribute("data-chunks") or "").split()[0]
    expect(visit.page.locator(f"#chunk-{number}")).to_have_class(HERE)
    expect(visit.page.locator(f"#chunk-{number}")).to_be_in_viewport()
    assert visit.page.evaluate(FITS)


def test_a_curator_asks_why_a_document_is_found(visits: Visits):
    visit = visits("alice", **PHONE)
    open_chunks(visit, "travel-policy.pdf")
    visit.page.get_by_role("link", name="Why is it found, or not?").click()
    visit.page.get_by_label("A question, as somebody would ask it").fill("What is the limit for a hotel night?")
    visit.page.get_by_role("button", name="Find out").click()
    expect(visit.page.get_by_text("The document is found.")).to_be_visible(timeout=READY_MS)
    visit.page.wait_for_load_state()
    assert visit.page.evaluate(FITS)
    assert Axe().run(visit.page).violations_count == 0
