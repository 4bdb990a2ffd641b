"""Say whether an answer helped."""

from typing import Literal
from uuid import UUID

from ninja import Field, Router, Schema, Status

from assistant import feedback
from assistant.access import access_turn
from config.api.authentication import ApiRequest
from config.api.errors import Error
from config.api.questions import WITHOUT_NUL

router = Router(tags=["Feedback"])
Reason = Literal["wrong", "incomplete", "source", "outdated", "not_found", "unclear"]


class FeedbackIn(Schema):
    """A thumb, with reasons and a comment."""

    helpful: bool
    reasons: list[Reason] = Field([], description="Why.")
    comment: str = Field("", max_length=2000, pattern=WITHOUT_NUL)


class FeedbackOut(Schema):
    """The thumb as it stands."""

    helpful: bool
    reasons: list[str]
    comment: str


@router.post("/turns/{uuid:turn_id}/feedback", response={200: FeedbackOut, 401: Error, 404: Error, 422: Error})
def give_feedback(request: ApiRequest, turn_id: UUID, given: FeedbackIn) -> FeedbackOut:
    """Give your thumb on an answer of yours, or change it."""
    turn = access_turn(request.auth, turn_id)
    kept = feedback.rate(turn, helpful=given.helpful, reasons=given.reasons, comment=given.comment)
    return FeedbackOut(helpful=kept.helpful, reasons=kept.reasons, comment=kept.comment)


@router.delete("/turns/{uuid:turn_id}/feedback", response={204: None, 401: Error, 404: Error})
def withdraw_feedback(request: ApiRequest, turn_id: UUID) -> Status[None]:
    """Take your thumb back."""
    feedback.withdraw(access_turn(request.auth, turn_id))
    return Status(204, None)
