"""One house and one browser for all journeys; each visit has cookies of its own and must end without a complaint."""

import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.cast import PASSWORD
from tests.fake_model import FakeModel
from tests.journeys.house import House
from tests.journeys.visit import SAMPLES, Visit

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
KNOWN = ("policies/travel-policy.pdf", "policies/remote-working.md", "letters/lease-extension.pdf")
"""What lies in the Handbook before a journey begins."""
Visits = Callable[..., Visit]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys take their time on a busy machine."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(900))


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let fixtures know whether their test failed, and tell what the logs of its houses say."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    if report.failed:
        houses = [each for each in getattr(item, "funcargs", {}).values() if isinstance(each, House)]
        report.sections += [(f"Logs in {house.folder}", house.last_words()) for house in houses]
    return report


@pytest.fixture(scope="package")
def model() -> Iterator[FakeModel]:
    """The house's language model."""
    with FakeModel() as fake:
        yield fake


@pytest.fixture(scope="package")
def house(model: FakeModel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A running Footnote with the cast in it: Alice owns the Handbook, Bob reads it."""
    house = House(tmp_path_factory.mktemp("house"), {"LLM_URL": model.url, "LLM_MODEL": "fake"})
    try:
        furnish(house.start())
        yield house
    finally:
        house.stop()


def furnish(house: House) -> None:
    """People, and a collection with documents that are ready."""
    house.person("ada", PASSWORD, "--admin")
    for name in ("alice", "bob", "mallory"):
        house.person(name, PASSWORD)
    paths = [str(SAMPLES / name) for name in KNOWN]
    report = house.answer("ingest", *paths, "--collection", "Handbook", "--as", "alice", "--wait")
    assert report["ready"] == len(KNOWN), report
    house.manage("grant", "bob", "Handbook", "reader")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed")
    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def visits(house: House, model: FakeModel, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visits]:
    """Opens a browser for a person: `visits("alice")`; keywords are Playwright's, such as viewport and color_scheme."""
    opened: list[Visit] = []

    def visit(name: str | None = None, **options: Any) -> Visit:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}} | options)
        context.set_default_timeout(60_000)
        opened.append(Visit(house, context, context.new_page()))
        return opened[-1].sign_in(name) if name else opened[-1]

    yield visit
    model.delay = model.silence = 0.0
    model.sentences = 1
    if request.node.stash.get(FAILED, True):
        show(house, request.node.name, opened)
    for each in opened:
        each.context.close()
    assert [each.complaints for each in opened if each.complaints] == []


def show(house: House, name: str, opened: list[Visit]) -> None:
    """What a failed journey looked like."""
    for visit in opened:
        for number, page in enumerate(visit.context.pages):
            file = house.folder / f"{name}-{opened.index(visit)}-{number}.png"
            page.screenshot(path=file)
            print(f"{page.url} looked like {file}")
