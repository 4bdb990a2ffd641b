"""A span for each answer, by OpenTelemetry's conventions for agents. It holds ids, names and figures, and no text."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from opentelemetry.trace import Span, Status, StatusCode, get_tracer

from assistant.answering import Answer

AGENT = "Footnote"
tracer = get_tracer("footnote.assistant")


@contextmanager
def answering(turn_id: UUID, conversation_id: UUID) -> Iterator[Span]:
    """Around all that is done for an answer. An error is told by its kind: what it says could hold words of a document."""
    known = {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": AGENT,
        "gen_ai.conversation.id": str(conversation_id),
        "footnote.turn.id": str(turn_id),
    }
    around = tracer.start_as_current_span(
        f"invoke_agent {AGENT}", attributes=known, record_exception=False, set_status_on_exception=False
    )
    with around as span:
        try:
            yield span
        except Exception as error:
            span.set_attribute("error.type", type(error).__name__)
            span.set_status(Status(StatusCode.ERROR))
            raise


def tell(span: Span, answer: Answer) -> None:
    """How it ended."""
    span.set_attributes(
        {
            "footnote.refused": answer.refused,
            "footnote.stopped": answer.stopped,
            "footnote.passages": len(answer.passages),
            "footnote.claims": len(answer.claims),
            "footnote.claims.supported": sum(1 for claim in answer.claims if claim.numbers),
            **{f"footnote.{name}": told for name in ("confidence", "task", "index") if (told := answer.trace.told.get(name))},
            **({"gen_ai.request.model": answer.provider.model} if answer.provider.model else {}),
        }
    )
