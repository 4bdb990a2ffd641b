"""Taking a person out of answers to golden questions, where the documents behind them don't keep them by somebody's choice."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from assistant import hiding as people
from evaluation.models import GoldenAnswer, GoldenRun
from forgetting import hiding
from forgetting.errors import NotYet
from forgetting.hiding import Hidden
from forgetting.messages import Hit, Person

STILL_WRITTEN = "A golden run that is writing answers may still name the person. It goes on when that has paused."


def hide(person: Person) -> None:
    """Answers without the person. Raises NotYet."""
    what = hiding.hidden(person.spellings)
    for answer_id in _named(person, what):
        _hide_in(answer_id, what)
    busy = GoldenRun.objects.filter(answers=True, leased_until__gt=timezone.now(), asked_at__lt=person.masked_at or timezone.now())
    if person.masked_at and busy.exclude(lease=None).exists():
        raise NotYet(STILL_WRITTEN)


def named(person: Person) -> Iterable[Hit]:
    """What names the person all the same."""
    count = len(_named(person, hiding.hidden(person.spellings)))
    return [Hit("Answers to golden questions", count)] if count else []


@transaction.atomic
def _hide_in(answer_id: UUID, what: Hidden) -> None:
    kept = GoldenAnswer.objects.select_for_update().filter(pk=answer_id).first()
    if kept:
        text, claims = people.without(kept.text, kept.claims, what)
        GoldenAnswer.objects.filter(pk=answer_id).update(text=text, claims=claims)


def _named(person: Person, what: Hidden) -> list[UUID]:
    """The answers that name the person, and rest on no document which was left as it is."""
    rows = GoldenAnswer.objects.exclude(citations__document_id__in=list(person.left)).order_by("pk").values_list("pk", "text")
    return [pk for pk, text in rows.iterator(chunk_size=500) if hiding.hide(text, what) != text]
