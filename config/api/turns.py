"""A question that was asked, and its answer."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from access.access import scope_for
from assistant.access import access_turn
from assistant.messages import Progress
from assistant.models import Citation, Turn
from assistant.withholding import WITHHELD, is_withheld
from config.api.authentication import ApiRequest
from config.api.errors import Error
from config.api.filters import FiltersOut

router = Router(tags=["Ask"])


class ReadingOut(Schema):
    """What words of the question were taken for."""

    words: str
    meaning: str


class CitationOut(Schema):
    """One footnote: what the answer's [number] points to."""

    id: UUID
    number: int
    document: UUID
    name: str
    title: str
    page: int
    quote: str
    url: str


class TurnOut(Schema):
    """A question and its answer. `refused` says that the documents don't answer it; `steps` are milliseconds.

    `withheld`: it was answered, from documents that are not shared with you any more; then `error` says so.
    """

    id: UUID
    conversation: UUID
    question: str
    state: Progress
    answer: str = Field(description="Markdown with footnote numbers like [1].")
    refused: bool
    error: str
    withheld: bool
    citations: list[CitationOut]
    searched: list[str]
    filters: FiltersOut
    readings: list[ReadingOut]
    provider: str
    model: str
    steps: dict[str, float]


@router.get("/turns/{uuid:turn_id}", response={200: TurnOut, 401: Error, 404: Error})
def show_turn(request: ApiRequest, turn_id: UUID) -> TurnOut:
    """A question of yours, as far as it is answered."""
    return shown(request, access_turn(request.auth, turn_id))


def shown(request: HttpRequest, turn: Turn) -> TurnOut:
    """A turn as the API tells of it."""
    withheld = is_withheld(turn, scope_for(turn.conversation.user))
    cited = turn.citations.none() if withheld else turn.citations.filter(cited=True)
    return TurnOut(
        id=turn.pk,
        conversation=turn.conversation_id,
        question=turn.question,
        state=cast(Progress, turn.state),
        answer="" if withheld else turn.answer,
        refused=turn.refused,
        error=WITHHELD if withheld else turn.error,
        withheld=withheld,
        citations=[_citation(request, each) for each in cited],
        searched=turn.searched,
        filters=FiltersOut.model_validate(turn.filters),
        readings=[ReadingOut(words=words, meaning=meaning) for words, meaning in (() if withheld else turn.readings)],
        provider=turn.provider,
        model=turn.model,
        steps=turn.steps,
    )


def _citation(request: HttpRequest, citation: Citation) -> CitationOut:
    return CitationOut(
        id=citation.pk,
        number=citation.number,
        document=citation.document_id,
        name=citation.name,
        title=citation.title,
        page=citation.page,
        quote=citation.quote,
        url=request.build_absolute_uri(f"/citations/{citation.pk}/"),
    )
