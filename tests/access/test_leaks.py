"""Nobody gets a passage from what is not shared with them: many people, many questions, every way out, and grants that go."""

import io
import random
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from asgiref.sync import async_to_sync
from celery import current_app
from django.contrib.auth.models import Group
from django.test import Client
from PIL import Image

from access import tokens
from access.access import scope_for
from access.models import Collection, Grant, Role, User
from assistant import asking, work
from assistant.models import Citation, Turn
from ingestion import intake, storage
from ingestion.models import Document, Page, State, Version
from retrieval import index
from retrieval.messages import Chunk, IndexedVersion, Span
from retrieval.search import search

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vectors_service", "redis_service")]
PLACES = ("strongroom", "ferry", "lantern", "archive", "harbour", "kitchen", "garden", "tower")
CODE = re.compile(r"QX(\d+)-")
PEOPLE, ASKED, ANSWERED = 40, 200, 20


@dataclass
class House:
    """Collections that all answer the same questions, each with codes of its own, and people with whom some are shared."""

    collections: list[Collection]
    documents: list[Document]
    people: list[User]
    shared: dict[int, set[int]]
    dice: random.Random

    def may_see(self, person: User) -> set[int]:
        """The numbers of the collections that are shared with a person, reckoned from what was granted."""
        return self.shared[person.pk]

    def asked(self) -> Iterator[tuple[User, str]]:
        """People and questions, drawn."""
        for _ in range(ASKED):
            place = self.dice.choice(PLACES)
            number = self.dice.randrange(len(self.collections))
            yield (
                self.dice.choice(self.people),
                self.dice.choice([f"What is the code of the {place}?", f"{place} QX{number}-{place}"]),
            )


def codes(text):
    """The numbers of the collections whose codes stand in a text."""
    return {int(number) for number in CODE.findall(text)}


@pytest.fixture
def house(db, settings, tmp_path):
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"leaks-{uuid.uuid4().hex[:8]}")
    settings.GATEWAY = replace(settings.GATEWAY, provider="extractive")
    dice = random.Random(20261129)
    collections = [Collection.objects.create(name=f"House {number}") for number in range(8)]
    documents = [document(each, number, tmp_path) for number, each in enumerate(collections)]
    people = [User.objects.create(username=f"person-{number}") for number in range(PEOPLE)]
    groups = [Group.objects.create(name=f"group-{number}") for number in range(6)]
    of_groups = [{dice.randrange(8) for _ in range(2)} for _ in groups]
    for group, numbers in zip(groups, of_groups, strict=True):
        for number in numbers:
            Grant.objects.create(collection=collections[number], group=group, role=dice.choice(list(Role)))
    shared = {}
    for person in people:
        own, member = {dice.randrange(8) for _ in range(dice.randrange(3))}, dice.sample(range(6), dice.randrange(3))
        for number in own:
            Grant.objects.create(collection=collections[number], user=person, role=dice.choice(list(Role)))
        person.groups.set([groups[number] for number in member])
        shared[person.pk] = own.union(*(of_groups[number] for number in member))
    assert any(shared.values())
    assert not all(len(numbers) == 8 for numbers in shared.values())
    return House(collections, documents, people, shared, dice)


def document(collection, number, tmp_path):
    """A document with a page and a picture for each place."""
    texts = [f"The code of the {place} is QX{number}-{place}." for place in PLACES]
    found = intake.accept(collection, f"codes {number}.txt", io.BytesIO("\n\n".join(texts).encode()), by=None).document
    version = found.versions.get()
    Version.objects.filter(pk=version.pk).update(state=State.READY, page_count=len(texts), media_type="text/plain")
    Document.objects.filter(pk=found.pk).update(current=version)
    Image.new("L", (8, 8)).save(tmp_path / f"{number}.png")
    Page.objects.bulk_create(
        Page(version=version, number=place, text=text, has_image=place == 1) for place, text in enumerate(texts, 1)
    )
    storage.keep_page_image(version, 1, tmp_path / f"{number}.png")
    indexed = IndexedVersion(found.pk, version.pk, collection.pk, f"Codes of house {number}")
    index.write(indexed, [Chunk(at, text, (Span(at + 1, 0, len(text)),)) for at, text in enumerate(texts)])
    index.publish(indexed)
    return found


@pytest.fixture
def worker():
    """Searches over the API run at once, in this process, as the answer worker would run them."""
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False


def program(person):
    return Client(headers={"Authorization": f"Bearer {tokens.issue(person, 'leaks')}"})


def test_no_search_finds_what_is_not_shared_for_two_hundred_people_and_questions(house, worker):
    found_any = 0
    for person, question in house.asked():
        found = search(question, scope_for(person), limit=20)
        assert {each.collection_id for each in found.passages} <= {house.collections[n].pk for n in house.may_see(person)}
        assert codes("".join(each.text + each.title for each in found.passages)) <= house.may_see(person)
        found_any += bool(found.passages)
    assert found_any > ASKED / 4
    for person in house.people[:10]:
        body = {"question": "What is the code of the ferry?", "limit": 50}
        told = program(person).post("/api/v1/search", body, content_type="application/json")
        assert told.status_code == 200
        assert codes(told.content.decode()) == house.may_see(person)


def test_no_answer_footnote_or_address_shows_what_is_not_shared_and_nothing_that_was_shared_before(house, worker):
    asked = [(person, question) for person, question in house.asked() if house.may_see(person)][:ANSWERED]
    turns = [answered(person, question) for person, question in asked]
    assert sum(bool(codes(turn.answer)) for turn in turns) > ANSWERED / 4
    for turn in turns:
        everything_is_within(house.may_see(turn.conversation.user), turn, house)
    losers = {turn.conversation.user for turn in turns[::2]}
    for person in losers:
        Grant.objects.filter(user=person).delete()
        person.groups.clear()
        house.shared[person.pk] = set()
    for turn in turns:
        person = turn.conversation.user
        everything_is_within(house.may_see(person), turn, house)
        if person in losers:
            more = asking.ask(turn.conversation, "And what else does it say?")
            work.answer(more.pk)
            assert not codes(Turn.objects.get(pk=more.pk).answer)
            everything_is_within(set(), Turn.objects.get(pk=more.pk), house)


def test_an_answer_from_two_collections_is_withheld_when_one_goes_and_back_when_it_is_shared_again(house, worker):
    person = User.objects.create(username="in-between")
    grants = [Grant.objects.create(collection=each, user=person) for each in house.collections[:2]]
    turn = answered(person, "What is the code of the ferry?")
    assert {each.collection_id for each in turn.citations.all()} == {each.pk for each in house.collections[:2]}
    before = program(person).get(f"/api/v1/turns/{turn.pk}").json()
    assert (before["withheld"], codes(before["answer"]) <= {0, 1}) == (False, True)
    grants[0].delete()
    told = program(person).get(f"/api/v1/turns/{turn.pk}").json()
    assert (told["withheld"], told["answer"], told["citations"]) == (True, "", [])
    assert "not shared with you" in told["error"]
    Grant.objects.create(collection=house.collections[0], user=person)
    assert program(person).get(f"/api/v1/turns/{turn.pk}").json() == before


def answered(person, question):
    turn = asking.begin(person, [], question)
    work.answer(turn.pk)
    return Turn.objects.select_related("conversation__user").get(pk=turn.pk)


def everything_is_within(allowed, turn, house):
    """Look at a turn, its footnotes and every document through every address that shows something of them."""
    person = turn.conversation.user
    browser = Client()
    browser.force_login(person)
    pages = [f"/conversations/{turn.conversation_id}/", "/", f"/turns/{turn.pk}/events/"]
    pages += [f"/citations/{each.pk}/" for each in Citation.objects.filter(turn=turn)]
    said = "".join(shown(browser, address, HX_REQUEST="true") for address in pages)
    said += program(person).get(f"/api/v1/turns/{turn.pk}").content.decode()
    assert codes(without_questions(said, turn)) <= allowed
    number = house.dice.randrange(len(house.collections))
    found = house.documents[number]
    inside = f"/documents/{found.pk}/"
    looked_at = [inside, f"{inside}pages/2/", f"{inside}pages/1/image/", f"{inside}file/"]
    assert {browser.get(each).status_code for each in looked_at} == {200 if number in allowed else 404}
    api = [f"/api/v1/documents/{found.pk}", f"/api/v1/collections/{found.collection_id}/documents"]
    assert {program(person).get(each).status_code for each in api} == {200 if number in allowed else 404}


def shown(browser, address, **headers):
    answer = browser.get(address, **{f"HTTP_{name}": value for name, value in headers.items()})
    return async_to_sync(whole)(answer) if answer.streaming else answer.content.decode()


async def whole(answer):
    return b"".join([part async for part in answer]).decode()


def without_questions(text, turn):
    """What the person typed is theirs: it stands on the page, in its title and in the list of conversations."""
    for own in Turn.objects.filter(conversation__user=turn.conversation.user).values_list("question", flat=True):
        text = text.replace(own, "")
    return re.sub(r"<title>.*?</title>", "", text)
