"""The journey once more with the local model that Footnote brings along, in the browser."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, expect

from tests.cast import PASSWORD
from tests.journeys.house import House
from tests.journeys.visit import READY_MS, SAMPLES, Visit

pytestmark = [pytest.mark.browser, pytest.mark.model]


@pytest.fixture
def whole_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with nothing set: llama.cpp's server with the default model answers."""
    if not any(settings.MODELS_DIR.glob(f"{settings.GATEWAY.model}*")):
        pytest.skip(f"the weights of {settings.GATEWAY.model} are not here; `manage.py weights` brings them")
    house = House(tmp_path_factory.mktemp("whole"), {"LLM_FIRST_TOKEN_SECONDS": "300", "LLM_ANSWER_SECONDS": "600"})
    try:
        house.start()
        house.person("alice", PASSWORD)
        paper = str(SAMPLES / "policies" / "travel-policy.pdf")
        assert house.answer("ingest", paper, "--collection", "Handbook", "--as", "alice", "--wait")["ready"] == 1
        yield house
    finally:
        house.stop()


def test_the_local_model_answers_with_a_footnote_that_opens_its_page(whole_house: House, browser: Browser):
    context = browser.new_context()
    visit = Visit(whole_house, context, context.new_page()).sign_in("alice")
    turn = visit.ask("When is the expense report for a trip due?")
    expect(turn.locator(".actions")).to_be_visible(timeout=3 * READY_MS)
    expect(turn.locator(".answer")).to_contain_text("30 days")
    visit.footnote(turn).click()
    expect(visit.source.locator("svg rect").first).to_be_visible(timeout=READY_MS)
    context.close()
    assert visit.complaints == []
