"""Asking over the API, with the real line from worker to caller (Redis). The worker's part is played by the test itself."""

import asyncio
import json
import uuid

import pytest
from asgiref.sync import sync_to_async

from access import tokens
from access.models import Collection
from assistant import stream
from assistant.messages import Frame, Snapshot
from assistant.models import Citation, Conversation, Feedback, Turn
from config.api.streaming import STILL_HERE, with_patience
from tests.api.conftest import BASE, AsyncProgram
from tests.assistant import chats

pytestmark = pytest.mark.django_db(transaction=True)
FRAME = Frame("1-0", Snapshot("answering", "Answering"))
QUESTION = {"question": "How far may I travel?"}


@pytest.fixture
def bob(cast, redis_service):
    return AsyncProgram(tokens.issue(cast.bob, "test"))


@sync_to_async
def finish(state=Turn.State.DONE, **fields):
    """What the worker does with the only question there is."""
    turn = Turn.objects.get()
    for name, value in {"answer": "By rail [1].", "provider": "extractive", "steps": {"search": 3.0}, **fields}.items():
        setattr(turn, name, value)
    turn.state = state
    turn.save()
    ids = {name: uuid.uuid4() for name in ("chunk_id", "document_id", "version_id")}
    ids["collection_id"] = Collection.objects.get(name="Handbook").pk
    Citation.objects.create(turn=turn, number=1, title="Travel", page=3, passage="By rail.", quote="By rail.", **ids)
    stream.publish(turn.pk, Snapshot(state, "Answer ready", turn.answer, error=turn.error))


async def asked():
    """Wait until the question has arrived."""
    for _ in range(200):
        if await Turn.objects.aexists():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("no question arrived")


async def ask(program, path="/ask", **more):
    return await program.post(path, QUESTION | more)


async def test_the_answer_comes_with_its_citations(bob):
    waiting = asyncio.ensure_future(ask(bob))
    await asked()
    await finish()
    response = await waiting
    answer = response.json()
    assert response.status_code == 200
    assert (answer["state"], answer["answer"], answer["provider"], answer["steps"]) == (
        "done",
        "By rail [1].",
        "extractive",
        {"search": 3.0},
    )
    [citation] = answer["citations"]
    assert (citation["number"], citation["title"], citation["page"], citation["quote"]) == (1, "Travel", 3, "By rail.")
    assert citation["url"].endswith(f"/citations/{citation['id']}/")


async def test_an_answer_that_takes_too_long_is_fetched_later(bob):
    response = await ask(bob, wait=1)
    assert response.status_code == 202
    assert response.json()["state"] == "queued"
    await finish()
    later = await bob.get(f"/turns/{response.json()['id']}")
    assert later.json()["answer"] == "By rail [1]."


async def test_an_answer_that_failed_says_why(bob):
    waiting = asyncio.ensure_future(ask(bob))
    await asked()
    await finish(Turn.State.FAILED, error="The model does not answer.")
    response = await waiting
    assert response.status_code == 503
    assert response.json()["error"] == "The model does not answer."


@pytest.mark.parametrize(("path", "headers"), [("/ask/stream", {}), ("/ask", {"Accept": "text/event-stream"})])
async def test_the_answer_is_streamed_and_ends_with_the_whole(bob, path, headers):
    response = await bob.post(path, QUESTION, **headers)
    assert response["Content-Type"] == "text/event-stream"
    assert response["Cache-Control"] == "no-store"
    await asked()
    turn = await Turn.objects.aget()
    await sync_to_async(stream.publish)(turn.pk, Snapshot("answering", "Answering", "By"))
    events, pieces = [], aiter(response.streaming_content)
    async for piece in pieces:
        events.append(piece.decode())
        if '"text": "By"' in events[-1]:
            await finish()
    names = [event.split("\n")[0].removeprefix("event: ") for event in events]
    assert names[-1] == "answer"
    assert set(names[:-1]) == {"progress"}
    final = json.loads(events[-1].split("data: ")[1])
    assert (final["answer"], final["citations"][0]["number"]) == ("By rail [1].", 1)


async def test_a_second_question_waits_for_the_first(bob):
    first = await ask(bob, wait=1)
    second = await ask(bob, conversation=first.json()["conversation"])
    assert second.status_code == 409
    assert "still being answered" in second.json()["error"]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"question": "  "}, "question: String should have at least 1 character."),
        ({"question": "x" * 4001}, "question: String should have at most 4000 characters."),
        ({"wait": 9999}, "wait: Input should be less than or equal to 300."),
        ({"collections": ["x"]}, "collections.0: Input should be a valid UUID"),
    ],
)
async def test_a_question_that_will_not_do_is_refused_and_leaves_nothing_behind(bob, sent, told):
    response = await ask(bob, **sent)
    assert response.status_code == 422
    assert told in response.json()["error"]
    assert not await Conversation.objects.aexists()


@pytest.mark.parametrize("path", ["/ask", "/search"])
async def test_a_body_that_is_far_too_large_is_refused_by_its_size(bob, path):
    response = await ask(bob, path, question="x" * 3_000_000)
    assert (response.status_code, response.json()) == (413, {"error": "The request is too large. Send less text at once."})


async def test_a_comment_that_no_database_takes_is_refused(bob):
    response = await bob.post(f"/turns/{uuid.uuid4()}/feedback", {"helpful": True, "comment": "a\0b"})
    assert response.status_code == 422


async def test_collections_narrow_what_is_asked(bob, cast):
    answer = (await ask(bob, collections=[str(cast.handbook.pk)], wait=1)).json()
    conversation = await Conversation.objects.aget(pk=answer["conversation"])
    assert [each.pk async for each in conversation.collections.all()] == [cast.handbook.pk]


async def test_feedback_is_given_changed_and_taken_back(bob):
    turn = (await ask(bob, wait=1)).json()["id"]
    address = f"/turns/{turn}/feedback"
    await bob.post(address, {"helpful": False, "reasons": ["wrong"], "comment": "No."})
    changed = await bob.post(address, {"helpful": True})
    assert changed.json() == {"helpful": True, "reasons": [], "comment": ""}
    assert "reasons.0" in (await bob.post(address, {"helpful": True, "reasons": ["?"]})).json()["error"]
    assert (await bob.delete(address)).status_code == 204
    assert not await Feedback.objects.aexists()


async def test_a_silent_line_is_kept_alive():
    async def slow():
        await asyncio.sleep(0.1)
        yield FRAME

    assert [frame async for frame in with_patience(slow(), 0.04)] == [None, None, FRAME]
    assert STILL_HERE.startswith(":")


def test_a_turn_is_shown_with_whatever_filters_it_was_kept_with(api, cast):
    authors = [f"Author {number}" for number in range(25)]
    made = chats.turn(chats.conversation(cast.bob), filters={"authors": authors, "collections": [str(cast.handbook.pk)]})
    response = api("bob").get(f"{BASE}/turns/{made.pk}")
    assert response.status_code == 200
    assert response.json()["filters"]["authors"] == authors
    assert "collections" not in response.json()["filters"]
