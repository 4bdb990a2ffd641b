"""Ask: one question, one answer with footnotes; waited for, or followed while it is written."""

import asyncio
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import StreamingHttpResponse
from ninja import Field, Router, Schema, Status

from access.access import access_collection
from access.models import User
from assistant import asking, stream
from assistant.access import access_conversation, access_turn
from assistant.models import Turn
from config.api.authentication import ApiRequest
from config.api.errors import Error
from config.api.filters import FiltersIn
from config.api.questions import Question
from config.api.streaming import as_events
from config.api.turns import TurnOut, shown
from retrieval.filters import NO_FILTERS

router = Router(tags=["Ask"])
EVENT_STREAM = {
    "responses": {200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "Events as they come."}}
}


class AskIn(Schema):
    """A question, by itself or as the next one of a conversation."""

    question: Question
    collections: list[UUID] = Field([], max_length=100, description="Ask only these; everything you may read unless given.")
    filters: FiltersIn | None = Field(
        None, description="Only documents like these; kept for the conversation's next questions. Its own unless given."
    )
    as_typed: bool = Field(False, description="Read nothing in the question but its words.")
    conversation: UUID | None = Field(
        None, description="Goes on with this conversation of yours (whose collections stay as they are)."
    )
    wait: int = Field(120, ge=1, le=300, description="Longest time to wait for the answer, in seconds.")


@router.post(
    "/ask",
    response={200: TurnOut, 202: TurnOut, 401: Error, 404: Error, 409: Error, 422: Error, 503: TurnOut},
    openapi_extra=EVENT_STREAM,
)
async def ask(request: ApiRequest, wanted: AskIn) -> Status[TurnOut] | StreamingHttpResponse:
    """Ask, and get the answer (200). Not ready in time: 202, ask for the turn by its id. Could not be answered: 503 with `error`.

    With `Accept: text/event-stream` the same as /ask/stream.
    """
    turn = await _asked(request.auth, wanted)
    if "text/event-stream" in request.headers.get("Accept", ""):
        return follow(request, turn)
    await _finish(turn, wanted.wait)
    answered = await _shown(request, turn.pk)
    return Status(STATUS.get(answered.state, 202), answered)


@router.post("/ask/stream", response={200: None, 401: Error, 404: Error, 409: Error, 422: Error}, openapi_extra=EVENT_STREAM)
async def ask_stream(request: ApiRequest, wanted: AskIn) -> StreamingHttpResponse:
    """Ask, and follow the answer: events `progress` (state, status, text so far, sources), then one `answer` (like /ask)."""
    return follow(request, await _asked(request.auth, wanted))


STATUS = {"done": 200, "stopped": 200, "failed": 503}


def follow(request: ApiRequest, turn: Turn) -> StreamingHttpResponse:
    """The turn's events. The line may be cut without harm: the answer goes on, and is there under the turn's id."""
    events = as_events(stream.follow(turn.pk), lambda: _shown(request, turn.pk))
    response = StreamingHttpResponse(events, content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _finish(turn: Turn, seconds: int) -> None:
    """Wait until the turn has ended, but not longer than this."""
    try:
        async with asyncio.timeout(seconds):
            async for frame in stream.follow(turn.pk):
                if frame.snapshot.final:
                    return
    except TimeoutError:
        return


@sync_to_async
def _asked(user: User, wanted: AskIn) -> Turn:
    """Put the question into the queue."""
    collections = [access_collection(user, each) for each in wanted.collections]
    filters = wanted.filters.filters() if wanted.filters else None
    if wanted.conversation:
        return asking.ask(access_conversation(user, wanted.conversation), wanted.question, filters, as_typed=wanted.as_typed)
    return asking.begin(user, collections, wanted.question, filters or NO_FILTERS, as_typed=wanted.as_typed)


@sync_to_async
def _shown(request: ApiRequest, turn_id: UUID) -> Any:
    """The turn as it is now. Frees its database connection: nobody knows how long the caller stays."""
    try:
        return shown(request, access_turn(request.auth, turn_id))
    finally:
        if not connection.in_atomic_block:
            connection.close()
