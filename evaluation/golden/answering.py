"""Answer a golden question as a person's is answered, and keep what came of it. No conversation knows of it.

People come first: no answer is begun while somebody waits for one, and one that has begun is broken off when somebody asks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from time import monotonic
from uuid import UUID

from access.scope import Scope
from assistant import answering, citations
from assistant import leases as people
from assistant.answering import Answer
from assistant.messages import SourceLine
from assistant.models import Citation, Turn
from evaluation import erasing
from evaluation.golden import answer_scoring
from evaluation.golden.leases import Hold
from evaluation.golden.messages import Asked
from evaluation.models import GoldenAnswer, GoldenCitation, GoldenResult

LOOK_SECONDS = 0.3
KEPT_OF_A_CLAIM = ("start", "end", "numbers", "support")


class Nobody:
    """Whoever waits for a golden answer: nobody. It stops for people who wait for one, and when the run is no longer ours."""

    def __init__(self, hold: Hold) -> None:
        self.hold, self.looked, self.stop = hold, 0.0, False

    def show(self, status: str, text: str) -> None:
        """Nobody looks."""

    def read(self, sources: Sequence[SourceLine]) -> None:
        """Nobody looks."""

    def wants_stop(self) -> bool:
        """Looked up a few times a second."""
        if not self.stop and monotonic() - self.looked > LOOK_SECONDS:
            self.looked = monotonic()
            self.stop = people.stopping.is_set() or people.under_way() or not self.hold.held().exists()
        return self.stop


def answer(question: str, scope: Scope, hold: Hold) -> Answer | None:
    """The whole answer, None where it was broken off. Raises RetrievalError, and the GatewayError for which something stands in."""
    answered = answering.answer(answering.Asked(question, scope), Nobody(hold))
    if answered.stopped:
        return None
    if answered.failed:
        raise answered.failed
    return answered


def keep(result: GoldenResult, answered: Answer, asked: Asked) -> None:
    """Save an answer with what stood behind it, and how good it was; what was erased meanwhile is not kept."""
    shown = citations.snapshots(Turn(), answered.passages, answered.claims)
    kept = GoldenAnswer.objects.create(
        result=result,
        text=answered.text,
        claims=[{name: value for name, value in asdict(claim).items() if name in KEPT_OF_A_CLAIM} for claim in answered.claims],
        refused=answered.refused,
        milliseconds=answered.steps["total"],
        model=answered.provider.model or answered.provider.name,
        merits=answer_scoring.merits(answered, shown, asked),
    )
    GoldenCitation.objects.bulk_create(_rows(kept, shown, asked))
    erasing.catch_up(kept.pk)


def people_wait() -> bool:
    """Whether somebody waits for an answer."""
    return people.under_way()


def catch_up(result_id: int) -> None:
    """Once more after it was saved: an erasure may have begun in between."""
    for answer_id in GoldenAnswer.objects.filter(result=result_id).values_list("pk", flat=True):
        erasing.catch_up(UUID(str(answer_id)))


def _rows(kept: GoldenAnswer, shown: Sequence[Citation], asked: Asked) -> Iterator[GoldenCitation]:
    """Those that are not cited too: an answer rests on all that its model was shown."""
    for each in shown:
        yield GoldenCitation(
            answer=kept,
            number=each.number,
            cited=each.cited,
            right=answer_scoring.is_right(each, asked.places),
            document_id=each.document_id,
            version_id=each.version_id,
            page=each.page,
            spans=each.spans,
        )
