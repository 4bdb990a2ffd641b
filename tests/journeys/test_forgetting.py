"""An administrator forgets a person: looks for them, masks one document, erases another, and holds a certificate."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visits
from tests.journeys.visit import READY_MS

pytestmark = pytest.mark.browser

NAME = "Zoë Ångström"
PAPERS = {
    "tower.txt": f"The tower of the north quay is kept by {NAME} since last May.",
    "keys of zoe angstrom.txt": f"The keys to the mill and to the boathouse are kept by {NAME}.",
}
PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}
FITS = "document.documentElement.scrollWidth <= window.innerWidth"


def looked_at(page: Page) -> None:
    """Axe has nothing to say about it, and it is no wider than the screen."""
    found = Axe().run(page)
    assert found.response["passes"], "axe looked at nothing"
    assert not found.response["violations"], found.generate_report()
    assert page.evaluate(FITS)


def test_a_person_is_forgotten_in_one_document_and_with_another(visits: Visits, tmp_path: Path):
    for name, text in PAPERS.items():
        (tmp_path / name).write_text(text)
    visit = visits("ada")
    files = [str(tmp_path / name) for name in PAPERS]
    assert visit.house.answer("ingest", *files, "--collection", "Quay", "--as", "alice", "--wait")["ready"] == 2
    page = visit.page
    page.get_by_role("link", name="Erasures").click()
    looked_at(page)
    page.get_by_role("link", name="Forget a person").click()
    page.get_by_label("How the person is written").fill(f"{NAME}\nzoe@example.org")
    page.get_by_label("Reason").fill("A request of 3 May.")
    looked_at(page)
    page.get_by_role("button", name="Look for them").click()
    page.get_by_role("link", name="Look and choose").click(timeout=READY_MS)
    looked_at(page)
    address = page.url
    page.get_by_label("What becomes of keys of zoe angstrom.txt").select_option("Erase the document everywhere")
    page.get_by_label("All documents without a choice").select_option("Mask the person in it")
    page.get_by_role("button", name="Do what is chosen").click()
    expect(page.get_by_text("it can’t be undone. Nothing was erased.")).to_be_visible()
    visit.expected("422")
    looked_at(page)
    phone = visits("ada", **PHONE)
    phone.page.goto(address)
    looked_at(phone.page)
    page.get_by_label(re.compile("Type “erase”")).fill("erase")
    page.get_by_role("button", name="Do what is chosen").click()
    expect(page.get_by_role("heading", name="Certificate of erasure")).to_be_visible(timeout=READY_MS)
    looked_at(page)
    phone.page.goto(page.url)
    looked_at(phone.page)
    visit.go("/").answered(turn := visit.ask("Who keeps the tower of the north quay?"))
    expect(turn).to_contain_text("kept by [REMOVED] since last May")
    expect(turn).not_to_contain_text("ngström")
