"""What golden sets hold of a document that is to be forgotten: questions that a model made out of its text, and answers in runs.

Questions that people wrote are their own words and stay, without that source; of documents only ids are kept beside them.
An answer that rests on it goes as a whole, and what it was worth stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from assistant import attribution, twins
from evaluation.models import GoldenAnswer, GoldenCitation, GoldenQuestion, GoldenSource
from forgetting import tombstones
from forgetting.messages import Hit, Place, Subject
from retrieval import chunks

OWN_WORDS = frozenset(
    {
        "evaluation.goldenquestion.question",
        "evaluation.goldenquestion.note",
        "evaluation.goldenrun.note",
        "evaluation.goldenrun.accepted_why",
        "evaluation.goldenword.why",
    }
)


def find(subject: Subject) -> Iterable[Place]:
    """Golden questions that were suggested from it, and answers in runs."""
    return [
        Place("Golden questions made from it", _made_from(subject).count()),
        Place("Answers to golden questions that rest on it", _resting_on(subject).count()),
    ]


def erase(subject: Subject) -> None:
    """Those questions go, confirmed or not, with what runs found for them; of those answers the words."""
    _made_from(subject).delete()
    _empty(_resting_on(subject))


def phrases(subject: Subject) -> Sequence[str]:
    """None: the texts come from the pages."""
    return ()


def quotes(subject: Subject, phrases: Sequence[str]) -> frozenset[UUID]:
    """Answers of which a source is gone for good, that say what the subject says."""
    gone = chunks.of_gone_documents(GoldenCitation.objects.exclude(document_id__in=subject.documents))
    rows = _told().filter(pk__in=gone.values("answer")).values_list("pk", "text", "claims")
    return twins.among(
        ((pk, _sentences(text, claims), text) for pk, text, claims in rows.iterator(chunk_size=500)), subject, phrases
    )


def catch_up(answer_id: UUID) -> None:
    """Call it when an answer has been saved: what it rests on may have been erased while it was being written."""
    documents = GoldenCitation.objects.filter(answer=answer_id).values_list("document_id", flat=True)
    if tombstones.erased_among([tombstones.document(each) for each in documents]):
        _empty(_told().filter(pk=answer_id))


def search(phrases: Sequence[str]) -> Iterable[Hit]:
    """Nothing outside the tables."""
    return ()


def _resting_on(subject: Subject) -> QuerySet[GoldenAnswer]:
    """Answers whose model was shown it, and those that say the same of a document that is gone."""
    shown = GoldenCitation.objects.filter(document_id__in=subject.documents)
    return _told().filter(Q(pk__in=shown.values("answer")) | Q(pk__in=subject.quotes))


def _told() -> QuerySet[GoldenAnswer]:
    """Answers that say something; a refusal is in Footnote's own words."""
    return GoldenAnswer.objects.filter(refused=False, erased_at=None)


def _empty(answers: QuerySet[GoldenAnswer]) -> None:
    answers.update(text="", claims=[], erased_at=timezone.now())


def _sentences(text: str, claims: Iterable[Mapping[str, Any]]) -> list[str]:
    return [attribution.strip_marks(text[claim["start"] : claim["end"]]) for claim in claims]


def _made_from(subject: Subject) -> QuerySet[GoldenQuestion]:
    """By the document that they were suggested from, and by those that a person named instead: the words may be of either."""
    sources = GoldenSource.objects.filter(document_id__in=subject.documents)
    named = Q(origin=GoldenQuestion.Origin.SUGGESTED, pk__in=sources.values("question"))
    return GoldenQuestion.objects.filter(Q(made_from__in=subject.documents) | named)
