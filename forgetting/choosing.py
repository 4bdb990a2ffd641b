"""What an administrator wants for each document that names a person."""

from typing import Any
from uuid import UUID

from forgetting import bell
from forgetting.messages import Choices, Do, Naming
from forgetting.models import Erasure

MORE = "Since you chose, documents that name this person have come or were read: {count}. Choose what becomes of them too."


def choose(erasure: Erasure, choices: Choices) -> bool:
    """Put it in line again with what is wanted; what was chosen before stays. False if it doesn't wait for that any more."""
    before = unpacked(erasure.choices)
    both = Choices(
        documents={**before.documents, **choices.documents},
        why_left=choices.why_left or before.why_left,
        own_words=choices.own_words or before.own_words,
    )
    searched = Erasure.objects.filter(pk=erasure.pk, state=Erasure.State.SEARCHED)
    chosen = bool(searched.update(state=Erasure.State.WAITING, choices=packed(both), said=""))
    if chosen:
        bell.ring()
    return chosen


def give_up(erasure: Erasure) -> bool:
    """Drop a search with all that is known of the person; False if something was chosen already, or it is not done yet."""
    given_up = Erasure.objects.filter(pk=erasure.pk, choices__isnull=True, state__in=[Erasure.State.SEARCHED, Erasure.State.FAILED])
    return bool(given_up.delete()[0])


def to_choose(erasure: Erasure) -> list[Naming]:
    """The documents of which nobody has said yet what becomes of them."""
    known = unpacked(erasure.choices).documents
    return [each for each in map(_naming, (erasure.named or {"documents": []})["documents"]) if each.document_id not in known]


def unchosen(erasure: Erasure, now: dict[str, Any]) -> int:
    """How many documents name the person and were never asked about."""
    known = {str(pk) for pk in unpacked(erasure.choices).documents}
    return sum(row["document_id"] not in known for row in now["documents"])


def packed(choices: Choices) -> dict[str, Any]:
    """Choices as JSON."""
    documents = {str(pk): do.value for pk, do in choices.documents.items()}
    return {"documents": documents, "why_left": choices.why_left, "own_words": choices.own_words}


def unpacked(kept: dict[str, Any] | None) -> Choices:
    """The inverse of `packed`; none where nobody has chosen yet."""
    known = kept or packed(Choices({}))
    return Choices({UUID(pk): Do(do) for pk, do in known["documents"].items()}, known["why_left"], known["own_words"])


def _naming(row: dict[str, Any]) -> Naming:
    return Naming(UUID(row["document_id"]), tuple(row["pages"]), row["count"], tuple(row["beside"]))
