"""Taking a person out of answers and footnotes, where the documents behind them don't keep them by somebody's choice."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from assistant import stream
from assistant.erasing import UNFINISHED
from assistant.models import Citation, Turn
from forgetting import hiding
from forgetting.errors import NotYet, waiting_for_redis
from forgetting.hiding import Hidden
from forgetting.messages import Hit, Person

STILL_WRITTEN = "An answer that was asked for before may still name the person. It goes on when that has ended."
FOOTNOTES = ("name", "title", "heading", "passage", "quote")
LONGEST = 500
"""Characters of a footnote's name and title."""
ANSWERS = ("answer", "claims")


def hide(person: Person) -> None:
    """Answers and footnotes without the person, and no streams that hold what answers said before. Raises NotYet."""
    what = hiding.hidden(person.spellings)
    for turn_id in _named(_answers(person.left), ANSWERS, what):
        _hide_in_answer(turn_id, what)
    for citation_id in _named(_footnotes(person.left), FOOTNOTES, what):
        _hide_in_footnote(citation_id, what)
    with waiting_for_redis():
        for turn_id in {turn_id for turn_id, _ in stream.all_kept()} - set(_unfinished().values_list("pk", flat=True)):
            stream.drop(turn_id)
    if person.masked_at and _unfinished().filter(created_at__lt=person.masked_at).exists():
        raise NotYet(STILL_WRITTEN)


def named(person: Person) -> Iterable[Hit]:
    """What names the person all the same."""
    what = hiding.hidden(person.spellings)
    counts = {
        "Answers": sum(1 for _ in _named(_answers(person.left), ANSWERS, what)),
        "Footnotes": sum(1 for _ in _named(_footnotes(person.left), FOOTNOTES, what)),
    }
    return [Hit(where, count) for where, count in counts.items() if count]


def without(answer: str, claims: Iterable[Mapping[str, Any]], what: Hidden) -> tuple[str, list[dict[str, Any]]]:
    """An answer and its claims without the person; each claim stands where it stood."""
    text, kept, position = "", [], 0
    for claim in claims:
        text += hiding.hide(answer[position : claim["start"]], what)
        start, text = len(text), text + hiding.hide(answer[claim["start"] : claim["end"]], what)
        kept.append({**hiding.hide_all(dict(claim), what), "start": start, "end": len(text)})
        position = claim["end"]
    return text + hiding.hide(answer[position:], what), kept


@transaction.atomic
def _hide_in_answer(turn_id: UUID, what: Hidden) -> None:
    turn = Turn.objects.select_for_update().filter(pk=turn_id).first()
    if turn:
        answer, claims = without(turn.answer, turn.claims, what)
        Turn.objects.filter(pk=turn_id).update(answer=answer, claims=claims)


def _hide_in_footnote(citation_id: UUID, what: Hidden) -> None:
    for row in Citation.objects.filter(pk=citation_id).values(*FOOTNOTES):
        short = {name: hiding.hide(row[name], what, most=LONGEST) for name in ("name", "title")}
        Citation.objects.filter(pk=citation_id).update(**{**hiding.hide_all(row, what), **short})


def _footnotes(left: Iterable[UUID]) -> QuerySet[Citation]:
    return Citation.objects.exclude(document_id__in=list(left))


def _answers(left: Iterable[UUID]) -> QuerySet[Turn]:
    """Those that rest on no document which was left as it is."""
    return Turn.objects.exclude(citations__document_id__in=list(left))


def _named(rows: "QuerySet[Any]", columns: Iterable[str], what: Hidden) -> Iterator[UUID]:
    """The ids of the rows that name the person in one of these columns."""
    found = rows.order_by("pk").values_list("pk", *columns).iterator(chunk_size=500)
    return iter([pk for pk, *values in found if hiding.hide_all(values, what) != values])


def _unfinished() -> QuerySet[Turn]:
    """Turns on which somebody works."""
    return Turn.objects.filter(state__in=UNFINISHED)
