"""What conversations hold of a document that is to be forgotten: quotes, what answers say on its word, streams of answers.

Questions stay, as they are the words of those who asked. Nobody reads them for this: answers are found by the ids of documents.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from assistant import remains, stream
from assistant.models import Citation, Turn
from assistant.twins import quotes
from forgetting import tombstones
from forgetting.errors import NotYet, waiting_for_redis
from forgetting.messages import Hit, Place, Subject
from forgetting.spelling import stands_in

__all__ = ["OWN_WORDS", "catch_up", "erase", "erase_from", "find", "phrases", "quotes", "search"]
OWN_WORDS = frozenset(
    {
        "assistant.turn.question",
        "assistant.turn.standalone",
        "assistant.turn.filters",
        "assistant.conversation.title",
        "assistant.conversation.filters",
        "assistant.feedback.comment",
    }
)
TITLE = "Erased source"
SAID = "This source was erased on {date}."
STILL_WRITTEN = "An answer that is being written may still quote it. Erasing goes on when that has ended."
UNFINISHED = (Turn.State.QUEUED, Turn.State.ANSWERING)


def find(subject: Subject) -> Iterable[Place]:
    """Footnotes, the answers that they belong to, and what is kept of them for browsers that listen."""
    quoting = Citation.objects.filter(_of(subject), erased_at=None)
    with waiting_for_redis():
        streams = sum(1 for turn_id in _turns(Citation.objects.filter(_of(subject))) if stream.is_kept(turn_id))
    return [
        Place("Footnotes that quote it", quoting.count()),
        Place("Answers that rest on it", len(_turns(quoting))),
        Place("Streams of answers", streams),
    ]


def erase(subject: Subject) -> None:
    """Streams first: a turn is known by its footnotes, and those are known by their document for ever.

    Those of ended turns go whatever they hold: the database has their answers, and one that failed may quote without a footnote.
    """
    Turn.objects.exclude(readings=[]).update(readings=[])  # names and words of any document may be among them
    quoting = Citation.objects.filter(_of(subject))
    with waiting_for_redis():
        for turn_id in {*_turns(quoting), *_ended([turn_id for turn_id, _ in stream.all_kept()])}:
            stream.drop(turn_id)
    for turn_id in _turns(quoting.filter(erased_at=None)):
        erase_from(turn_id, _of(subject))


def phrases(subject: Subject) -> Sequence[str]:
    """None: the texts come from the pages."""
    return ()


def search(phrases: Sequence[str]) -> Iterable[Hit]:
    """Streams of answers that hold one of these texts. Raises NotYet while one of them is still being written."""
    with waiting_for_redis():
        holding = [turn_id for turn_id, kept in stream.all_kept() if stands_in(kept, phrases)]
    if Turn.objects.filter(pk__in=holding, state__in=UNFINISHED).exists():
        raise NotYet(STILL_WRITTEN)
    return [Hit("Streams of answers", len(holding))] if holding else []


def catch_up(turn_id: UUID) -> None:
    """Call it when an answer has been saved: what it rests on may have been erased while it was being written."""
    documents = list(Citation.objects.filter(turn=turn_id, erased_at=None).values_list("document_id", flat=True))
    erased = tombstones.erased_among([tombstones.document(each) for each in documents])
    if erased:
        stream.forget(turn_id)
        erase_from(turn_id, Q(document_id__in=[each for each in documents if tombstones.document(each) in erased]))


@transaction.atomic
def erase_from(turn_id: UUID, which: Q) -> None:
    """Take the words of these footnotes out of one turn: out of themselves, and out of what the answer says on their word."""
    turn = Turn.objects.select_for_update().filter(pk=turn_id).first()
    if turn is None:
        return
    gone = turn.citations.filter(which, erased_at=None)
    numbers = frozenset(gone.values_list("number", flat=True))
    if not turn.refused:
        answer, claims = remains.of(turn.answer, turn.claims, without=numbers)
        Turn.objects.filter(pk=turn_id).update(answer=answer, claims=claims)
    gone.update(**_nothing())


def _nothing() -> dict[str, object]:
    """A footnote without its words. Which document it was stays known, by its id."""
    now = timezone.now()
    said = SAID.format(date=date_format(timezone.localdate(now), "j F Y"))
    empty: dict[str, object] = {"name": "", "passage": "", "heading": [], "spans": [], "boxes": [], "review_on": None}
    return {**empty, "title": TITLE, "quote": said, "erased_at": now}


def _of(subject: Subject) -> Q:
    """Its footnotes, and those of documents that are gone and said the same."""
    return Q(document_id__in=subject.documents) | Q(pk__in=subject.quotes)


def _turns(citations: QuerySet[Citation]) -> list[UUID]:
    return list(citations.order_by().values_list("turn", flat=True).distinct())


def _ended(turn_ids: Iterable[UUID]) -> set[UUID]:
    """Those that nobody writes on; deleted ones too."""
    return set(turn_ids) - set(Turn.objects.filter(state__in=UNFINISHED).values_list("pk", flat=True))
