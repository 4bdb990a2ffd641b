"""What a person is told about a turn: the database's word for where it stands."""

from typing import cast
from uuid import UUID

from access.access import scope_for
from assistant.messages import Progress, Snapshot, SourceLine
from assistant.models import Turn
from assistant.withholding import WITHHELD, is_withheld

STATUS: dict[str, str] = {
    Turn.State.QUEUED: "Waiting",
    Turn.State.ANSWERING: "Answering",
    Turn.State.DONE: "Answer ready",
    Turn.State.STOPPED: "Stopped",
    Turn.State.FAILED: "Could not answer",
}


def saved(turn_id: UUID) -> Snapshot:
    """The turn as the database has it; a deleted one reads as a failed one, so that its followers come to an end."""
    turn = Turn.objects.select_related("conversation__user").filter(pk=turn_id).first()
    if turn is None:
        return Snapshot("failed", "Deleted", error="This question has been deleted.")
    if is_withheld(turn, scope_for(turn.conversation.user)):
        return Snapshot(cast(Progress, turn.state), STATUS[turn.state], error=WITHHELD)
    return of(turn)


def of(turn: Turn) -> Snapshot:
    """This row as a snapshot, with the sources that it cites."""
    cited = turn.citations.filter(cited=True)
    sources = tuple(SourceLine(citation.number, citation.title, citation.page) for citation in cited)
    return Snapshot(cast(Progress, turn.state), STATUS[turn.state], turn.answer, sources, turn.error)
