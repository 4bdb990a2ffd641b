"""The journey that Footnote exists for: documents in, question, answer, footnote, marked page."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, expect

from tests.fake_model import FakeModel
from tests.journeys import witness
from tests.journeys.conftest import Visits
from tests.journeys.visit import READY_MS, SAMPLES, Visit

pytestmark = [pytest.mark.browser, pytest.mark.tesseract]

TRAVEL, LEASE = SAMPLES / "policies" / "travel-policy.pdf", SAMPLES / "letters" / "lease-extension.pdf"
HOTEL, RENT = "What is the limit for a hotel night?", "How high is the monthly rent?"
OFFICE_DAY = "On which day must everybody be in the office?"


def opened(visit: Visit, turn: Locator) -> Locator:
    """The page image that a click on the answer's first footnote brings, loaded."""
    visit.footnote(turn).click()
    picture = visit.source.locator(".page-image")
    expect(picture).to_be_visible(timeout=READY_MS)
    picture.locator("img").evaluate("image => image.decode()")
    assert picture.locator("img").evaluate("image => image.naturalWidth") > 0
    return picture


def check_marks(picture: Locator, place: witness.Point) -> None:
    boxes = witness.marks(picture)
    assert all(-0.01 <= edge <= 1.01 for box in boxes for edge in box), boxes
    assert any(witness.is_within(place, box) for box in boxes), (place, boxes)


def test_upload_a_pdf_and_a_scan_ask_and_see_the_marked_page(visits: Visits, model: FakeModel):
    visit = visits("ada")
    visit.make_collection("Branch papers")
    visit.page.evaluate("window.neverReloaded = true")
    visit.upload([TRAVEL, LEASE])
    for name in (TRAVEL.name, LEASE.name):
        expect(visit.row(name)).to_contain_text("Ready", timeout=READY_MS)
    assert visit.page.evaluate("window.neverReloaded")

    visit.page.get_by_role("link", name="Ask this collection").click()
    model.delay = 0.1
    turn = visit.ask(HOTEL)
    grew = watch(turn)
    model.delay = 0.0
    assert all(later.startswith(earlier) for earlier, later in pairwise(grew)), grew
    visit.answered(turn)
    expect(turn.locator(".answer")).to_contain_text("125 euros")
    expect(visit.sources(turn)).to_contain_text("page 3")
    check_marks(opened(visit, turn), witness.place_of("125", TRAVEL, 3))
    expect(visit.source).to_contain_text("Hotels are paid up to 125 euros a night")

    turn = visit.answered(visit.ask(RENT))
    expect(turn.locator(".answer")).to_contain_text("4,850 euros")
    check_marks(opened(visit, turn), witness.place_of("4,850", LEASE, 1))


def watch(turn: Locator) -> list[str]:
    """Three looks at a draft, each longer than the one before."""
    words = turn.locator(".draft .answer")
    seen = [""]
    for _ in range(3):
        expect(words).to_have_text(re.compile(rf"[\s\S]{{{len(seen[-1]) + 4},}}"), timeout=READY_MS)
        seen.append(words.inner_text().strip())
    return seen


def test_a_text_document_opens_with_its_words_marked(visits: Visits):
    visit = visits("bob")
    turn = visit.answered(visit.ask(OFFICE_DAY))
    visit.footnote(turn).click()
    mark = visit.source.locator(".page-sheet mark").first
    expect(mark).to_be_visible(timeout=READY_MS)
    marked = " ".join(visit.source.locator(".page-sheet mark").all_inner_texts())
    assert "Wednesday is the day on which everybody meets" in marked
