"""A person at a browser: what they do on Footnote's pages, in the words of the journeys."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect

from tests.cast import PASSWORD
from tests.conftest import ROOT
from tests.journeys.house import House

READY_MS = 180_000
"""Longest time for reading a document or writing an answer on a busy machine, in milliseconds."""
SAMPLES = ROOT / "samples" / "documents"


@dataclass
class Visit:
    """One browser with its own cookies. `complaints` are errors of scripts, of the console and of the content policy."""

    house: House
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page = self.tab(self.page)

    def tab(self, page: Page | None = None) -> Page:
        """Another tab of the same browser, listened to like the first."""
        page = page or self.context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def expected(self, words: str) -> None:
        """Forget complaints that the journey brought about on purpose; there must have been some."""
        kept = [each for each in self.complaints if words not in each]
        assert kept != self.complaints, f"nothing complained of {words!r}"
        self.complaints[:] = kept

    def go(self, path: str) -> "Visit":
        """Open one of the house's addresses."""
        self.page.goto(self.house.url + path)
        return self

    def sign_in(self, name: str) -> "Visit":
        """Sign in on the sign-in page and arrive where questions are asked."""
        self.go("/")
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page).to_have_title(re.compile("^Ask"))
        self.page.wait_for_load_state()
        return self

    def make_collection(self, name: str) -> None:
        """Make a collection and stay on its page."""
        self.page.get_by_role("link", name="Collections").click()
        self.page.get_by_role("link", name="New collection").click()
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_role("button", name="Make the collection").click()
        expect(self.page.get_by_role("heading", name=name, level=1)).to_be_visible()

    def upload(self, files: Iterable[Path]) -> None:
        """Choose files on the collection's page."""
        with self.page.expect_file_chooser() as chooser:
            self.page.get_by_role("button", name="Choose files").click()
        chooser.value.set_files(list(files))

    def row(self, name: str) -> Locator:
        """The row of a document."""
        return self.page.locator("li.document", has=self.page.get_by_role("link", name=name, exact=True))

    def ask(self, question: str) -> Locator:
        """Type a question, send it, and return its article."""
        self.page.get_by_role("textbox", name=re.compile("question")).fill(question)
        self.page.get_by_role("textbox", name=re.compile("question")).press("Enter")
        return self.turn(question)

    def turn(self, question: str) -> Locator:
        """The article of a question."""
        return self.page.locator("article.exchange", has=self.page.get_by_role("heading", name=question, exact=True))

    def answered(self, turn: Locator) -> Locator:
        """Wait until a turn is finished; its article."""
        expect(turn.locator(".actions")).to_be_visible(timeout=READY_MS)
        expect(turn).not_to_have_attribute("aria-busy", "true")
        return turn

    def footnote(self, turn: Locator) -> Locator:
        """The first footnote within the text of an answer."""
        return turn.locator(".answer a.footnote-ref").first

    def sources(self, turn: Locator) -> Locator:
        """The list of sources that an answer cites."""
        return turn.locator(":scope > .sources")

    @property
    def source(self) -> Locator:
        """The panel beside the answer."""
        return self.page.locator("#source")
