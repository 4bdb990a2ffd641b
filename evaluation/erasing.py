"""What golden questions hold of a document that is to be forgotten: those that a model made out of its text.

Questions that people wrote are their own words and stay, without that source; of documents only ids are kept beside them.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from evaluation.models import GoldenQuestion, GoldenSource
from forgetting.messages import Hit, Place, Subject

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
    """Golden questions that were suggested from it."""
    return [Place("Golden questions made from it", _made_from(subject).count())]


def erase(subject: Subject) -> None:
    """Those go, confirmed or not, with what runs found for them."""
    _made_from(subject).delete()


def phrases(subject: Subject) -> Sequence[str]:
    """None: the texts come from the pages."""
    return ()


def quotes(subject: Subject, phrases: Sequence[str]) -> frozenset[UUID]:
    """None: quotes are the assistant's."""
    return frozenset()


def search(phrases: Sequence[str]) -> Iterable[Hit]:
    """Nothing outside the tables."""
    return ()


def _made_from(subject: Subject) -> QuerySet[GoldenQuestion]:
    """By the document that they were suggested from, and by those that a person named instead: the words may be of either."""
    sources = GoldenSource.objects.filter(document_id__in=subject.documents)
    named = Q(origin=GoldenQuestion.Origin.SUGGESTED, pk__in=sources.values("question"))
    return GoldenQuestion.objects.filter(Q(made_from__in=subject.documents) | named)
