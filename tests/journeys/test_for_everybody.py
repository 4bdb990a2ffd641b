"""Footnote on a telephone, without a mouse, and in the eyes of axe."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.cast import PASSWORD
from tests.journeys.conftest import Visits
from tests.journeys.visit import READY_MS, Visit

pytestmark = pytest.mark.browser

HOTEL = "What is the limit for a hotel night?"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
FITS = "document.documentElement.scrollWidth <= screen.width"
OTHER_PAGES = (
    "/collections/", "/collections/new/", "/account/", "/people/", "/people/new/", "/groups/", "/feedback/", "/nothing/",
)  # fmt: skip
HAS_FOCUS = "element => element === document.activeElement"


def test_on_a_phone_one_asks_and_opens_the_source(visits: Visits):
    visit = visits("bob", **PHONE)
    assert visit.page.evaluate(FITS)
    turn = visit.answered(visit.ask(HOTEL))
    visit.page.wait_for_load_state()
    assert visit.page.evaluate(FITS)
    visit.footnote(turn).tap()
    picture = visit.source.locator(".page-image img")
    expect(picture).to_be_visible(timeout=READY_MS)
    expect(visit.source.locator("svg rect").first).to_be_in_viewport()
    assert visit.page.evaluate(FITS)
    visit.source.get_by_role("button", name="Close source").tap()
    expect(picture).to_have_count(0)
    expect(turn.locator(".answer")).to_be_in_viewport()


def walk_to(page: Page, goal: Locator) -> None:
    """Press Tab until the goal has the focus."""
    expect(goal).to_be_visible(timeout=READY_MS)
    for _ in range(80):
        if goal.evaluate(HAS_FOCUS):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{goal} can't be reached with Tab")


def test_from_sign_in_to_an_opened_source_without_a_mouse(visits: Visits):
    visit = visits().go("/")
    keys = visit.page.keyboard
    walk_to(visit.page, visit.page.get_by_label("Name"))
    keys.type("bob")
    walk_to(visit.page, visit.page.get_by_label("Password"))
    keys.type(PASSWORD)
    keys.press("Enter")
    walk_to(visit.page, visit.page.get_by_role("textbox", name="Your question"))
    keys.type(HOTEL)
    keys.press("Enter")
    turn = visit.answered(visit.turn(HOTEL))
    footnote = visit.footnote(turn)
    walk_to(visit.page, footnote)
    for leave in ("Escape", "Enter"):
        keys.press("Enter")
        expect(visit.source.locator("h2")).to_be_focused()
        expect(visit.source.locator(".page-image img")).to_be_visible(timeout=READY_MS)
        if leave == "Enter":
            walk_to(visit.page, visit.source.get_by_role("button", name="Close source"))
        keys.press(leave)
        expect(visit.source.locator("h2")).to_have_count(0)
        expect(footnote).to_be_focused()


def test_documents_are_uploaded_and_deleted_without_a_mouse(visits: Visits, tmp_path):
    paper = tmp_path / "by-keyboard.txt"
    paper.write_text("The lights in the yard are switched off at eleven.\n")
    visit = visits("alice").go("/collections/")
    # Said early: a key pressed right after the first such word can come before the browser hands its choosers over.
    visit.page.on("filechooser", lambda _: None)
    walk_to(visit.page, visit.page.get_by_role("link", name="Handbook", exact=True))
    visit.page.keyboard.press("Enter")
    walk_to(visit.page, visit.page.get_by_role("button", name="Choose files"))
    with visit.page.expect_file_chooser() as chooser:
        visit.page.keyboard.press("Enter")
    chooser.value.set_files(paper)
    expect(visit.row(paper.name)).to_contain_text("Ready", timeout=READY_MS)
    walk_to(visit.page, visit.row(paper.name).get_by_role("link", name="Delete"))
    visit.page.keyboard.press("Enter")
    walk_to(visit.page, visit.page.get_by_role("dialog").get_by_role("button", name="Delete"))
    visit.page.keyboard.press("Enter")
    expect(visit.row(paper.name)).to_have_count(0)


@pytest.mark.parametrize("look", [{"color_scheme": "light"}, {"color_scheme": "dark"}, PHONE], ids=["light", "dark", "phone"])
def test_axe_finds_nothing_on_any_page(visits: Visits, look: dict[str, object]):
    visit, axe, found = visits(**look), Axe(), []
    for name in every_page(visit):
        visit.page.wait_for_load_state()
        result = axe.run(visit.page)
        assert result.response["passes"], "axe looked at nothing"
        found += [f"{name}: {result.generate_report()}"] if result.violations_count else []
        if not visit.page.evaluate(FITS):
            found.append(f"{name}: wider than the screen")
    visit.expected("404")
    assert not found, "\n".join(found)


def every_page(visit: Visit) -> Iterator[str]:
    """Bring each page onto the screen, one after the other."""
    yield visit.go("/sign-in/").page.title()
    yield visit.sign_in("ada").page.title()
    turn = visit.answered(visit.ask(HOTEL))
    turn.get_by_role("button", name="Not helpful").click()
    expect(turn.locator(".reasons")).to_be_visible()
    turn.get_by_text("How this was answered").click()
    yield "an answer"
    visit.footnote(turn).click()
    expect(visit.source.locator(".page-image img")).to_be_visible(timeout=READY_MS)
    yield "a source"
    address = visit.source.get_by_role("link", name="Full page").get_attribute("href")
    yield visit.go(str(address)).page.title()
    visit.page.get_by_role("navigation", name="Where you are").get_by_role("link").last.click()
    expect(visit.page.get_by_role("heading", name="Pages")).to_be_visible()
    yield visit.page.title()
    visit.page.get_by_role("navigation", name="Where you are").get_by_role("link").first.click()
    expect(visit.row("travel-policy.pdf")).to_be_visible()
    yield visit.page.title()
    visit.page.get_by_role("link", name="Sharing").click()
    expect(visit.page.get_by_role("heading", level=2).first).to_be_visible()
    yield visit.page.title()
    for path in (
        "/collections/",
        "/collections/new/",
        "/account/",
        "/people/",
        "/people/new/",
        "/groups/",
        "/feedback/",
        "/nothing/",
    ):
        yield visit.go(path).page.title()
