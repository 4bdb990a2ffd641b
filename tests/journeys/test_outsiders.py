"""What somebody without any rights sees of other people's things: nothing."""

from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visits
from tests.journeys.visit import READY_MS

pytestmark = pytest.mark.browser


def test_mallory_sees_no_collection_and_none_of_alices_addresses(visits: Visits):
    alice = visits("alice")
    turn = alice.answered(alice.ask("What is the limit for a hotel night?"))
    addresses = [alice.page.url, turn.locator(".answer a.footnote-ref").first.get_attribute("href")]
    alice.footnote(turn).click()
    full = alice.source.get_by_role("link", name="Full page")
    expect(full).to_be_visible(timeout=READY_MS)
    addresses += [full.get_attribute("href"), alice.source.get_by_role("link", name="Original file").get_attribute("href")]
    addresses.append(alice.source.locator(".page-image img").get_attribute("src"))
    alice.go("/collections/")
    addresses.append(alice.page.get_by_role("link", name="Handbook", exact=True).get_attribute("href"))

    mallory = visits("mallory")
    expect(mallory.page.get_by_role("textbox")).to_have_count(0)
    mallory.go("/collections/")
    expect(mallory.page.get_by_role("heading", name="Nothing is shared with you yet")).to_be_visible()
    expect(mallory.page.get_by_text("Handbook")).to_have_count(0)
    for address in addresses:
        response = mallory.page.goto(urljoin(mallory.house.url, str(address)))
        assert response
        assert response.status == 404, address
        assert "Harbour Lane" not in response.text()
    mallory.expected("404")
