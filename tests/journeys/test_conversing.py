"""What happens to an answer on its way, and to a conversation afterwards."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from tests.fake_model import FakeModel
from tests.journeys.conftest import Visits
from tests.journeys.visit import READY_MS

pytestmark = pytest.mark.browser

HOTEL = "What is the limit for a hotel night?"
HOTEL_ANSWER = re.compile("Hotels are paid up to 125 euros a night, breakfast included")


def begun(turn: Locator) -> str:
    """Wait for the first words of a draft; them."""
    words = turn.locator(".draft .answer")
    expect(words).to_contain_text("Hotels", timeout=READY_MS)
    return words.inner_text().strip()


def test_an_answer_can_be_stopped_and_asked_again(visits: Visits, model: FakeModel):
    visit = visits("bob")
    model.delay, model.sentences = 0.5, 3
    turn = visit.ask(HOTEL)
    begun(turn)
    turn.get_by_role("button", name="Stop").click()
    expect(turn).to_contain_text("You stopped this answer", timeout=READY_MS)
    expect(turn.locator(".answer")).to_contain_text("Hotels")
    model.delay, model.sentences = 0.0, 1
    turn.get_by_role("button", name="Ask again").click()
    again = visit.answered(visit.turn(HOTEL).last)
    expect(again.locator(".answer")).to_contain_text(HOTEL_ANSWER)


def test_a_reload_and_a_second_tab_lose_nothing_of_a_growing_answer(visits: Visits, model: FakeModel):
    visit = visits("bob")
    model.delay, model.sentences = 0.4, 3
    calls = len(model.asked)
    first = begun(visit.ask(HOTEL))
    visit.page.reload()
    assert begun(visit.turn(HOTEL)).startswith(first)
    other = visit.tab()
    other.goto(visit.page.url)
    seen = begun(other.locator("article.exchange"))
    model.delay = 0.0
    texts = []
    for page in (visit.page, other):
        expect(page.locator("article.exchange .actions")).to_be_visible(timeout=READY_MS)
        texts.append(page.locator(".answer").inner_text())
    assert texts[0] == texts[1]
    assert texts[0].startswith(seen)
    assert len(model.asked) == calls + 1


def test_a_follow_up_is_asked_in_the_same_conversation(visits: Visits):
    visit = visits("bob")
    visit.answered(visit.ask(HOTEL))
    address = visit.page.url
    turn = visit.answered(visit.ask("And what is it in London?"))
    expect(turn.locator(".answer")).to_contain_text("180 euros")
    assert visit.page.url == address
    expect(visit.page.locator("article.exchange")).to_have_count(2)


def test_a_conversation_is_renamed_and_deleted(visits: Visits):
    visit = visits("bob")
    visit.answered(visit.ask(HOTEL))
    name = f"Hotels {uuid4().hex[:6]}"
    visit.page.get_by_role("link", name="Rename conversation").click()
    visit.page.get_by_label("Name of the conversation").fill(name)
    visit.page.get_by_role("button", name="Save").click()
    expect(visit.page.get_by_role("heading", name=name, level=1)).to_be_visible()
    side = visit.page.get_by_role("navigation", name="Conversations").get_by_role("link", name=name)
    expect(side).to_be_visible()

    address = visit.page.url
    visit.page.get_by_role("button", name="Delete conversation").click()
    visit.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(visit.page).to_have_title(re.compile("^Ask"))
    expect(side).to_have_count(0)
    visit.page.goto(address)
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("There is nothing here")
    visit.expected("404")


def test_a_thumb_down_with_its_reason_reaches_the_administrators(visits: Visits):
    bob, note = visits("bob"), f"It forgets Paris ({uuid4().hex[:6]})"
    turn = bob.answered(bob.ask(HOTEL))
    turn.get_by_role("button", name="Not helpful").click()
    expect(turn.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "true")
    reason = turn.locator(".chip").first
    words = reason.inner_text().strip()
    reason.click()
    turn.get_by_label("Comment").fill(note)
    turn.get_by_role("button", name="Send", exact=True).click()
    expect(turn.locator(".rating")).to_contain_text("Thank you")

    ada = visits("ada").go("/feedback/")
    given = ada.page.locator("li.feedback", has_text=note)
    expect(given).to_contain_text("Not helpful")
    expect(given).to_contain_text(words)
    expect(given).to_contain_text(HOTEL)
    given.get_by_text("Answer and passages").click()
    expect(given.locator(".answer")).to_contain_text(HOTEL_ANSWER)
    expect(given.locator(".passages")).to_contain_text("Travel policy")


def test_two_people_asking_at_once_get_their_own_answers(visits: Visits, model: FakeModel):
    asked = {"alice": (HOTEL, "125 euros"), "bob": ("On which day must everybody be in the office?", "Wednesday")}
    model.delay = 0.2
    people = {name: visits(name) for name in asked}
    turns = {name: people[name].ask(question) for name, (question, _) in asked.items()}
    for turn in turns.values():
        expect(turn.locator(".draft .answer")).to_be_visible(timeout=READY_MS)
    model.delay = 0.0
    for name, (_, answer) in asked.items():
        expect(people[name].answered(turns[name]).locator(".answer")).to_contain_text(answer)
        expect(people[name].page.locator("article.exchange")).to_have_count(1)
