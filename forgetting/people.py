"""Forgetting a person: they are looked for, an administrator chooses what becomes of each document, and they are looked for again.

How the person is written is sealed until all is done; after that only keyed hashes of it are known.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from importlib import import_module
from typing import Any, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.db import transaction

from access.models import User
from forgetting import asking, bell, certificates, naming
from forgetting.asking import Secret
from forgetting.leases import Hold
from forgetting.messages import Choices, Do, Naming, Subject
from forgetting.models import Erasure

MORE = "Since you chose, documents that name this person have come or were read: {count}. Choose what becomes of them too."


class Documents(Protocol):
    """The module that knows documents."""

    def naming(self, spellings: Sequence[str]) -> Sequence[Naming]:
        """All documents that name a person who is written so, in the trash or not, by collection and name."""

    def hide(self, document_ids: Collection[UUID], *, by: User | None) -> Sequence[Subject]:
        """Take documents out of everybody's sight for good, with those that they came in. May be repeated."""


def documents() -> Documents:
    """The one that the settings name."""
    return cast(Documents, import_module(settings.FORGETTING.documents))


def look_for(spellings: Sequence[str], *, reason: str, by: User) -> Erasure:
    """Put the wish to forget somebody in line; first they are looked for, and nothing is changed."""
    sealed = asking.seal(Secret(spellings=tuple(spellings)))
    nothing = asking.packed(Subject((), ()))
    erasure = Erasure.objects.create(person=True, subject=nothing, sealed=sealed, reason=reason, asked_by=by)
    transaction.on_commit(bell.ring)
    return erasure


def choose(erasure: Erasure, choices: Choices) -> bool:
    """Put it in line again with what is wanted; what was chosen before stays. False if it doesn't wait for that any more."""
    before = unpacked(erasure.choices)
    both = Choices({**before.documents, **choices.documents}, choices.why_left or before.why_left)
    searched = Erasure.objects.filter(pk=erasure.pk, state=Erasure.State.SEARCHED)
    chosen = bool(searched.update(state=Erasure.State.WAITING, choices=packed(both), said=""))
    if chosen:
        bell.ring()
    return chosen


def give_up(erasure: Erasure) -> bool:
    """Drop a search with all that is known of the person; False if something was chosen already, or it is not done yet."""
    given_up = Erasure.objects.filter(pk=erasure.pk, choices__isnull=True, state__in=[Erasure.State.SEARCHED, Erasure.State.FAILED])
    return bool(given_up.delete()[0])


def search(hold: Hold, erasure: Erasure, spellings: Sequence[str], *, said: str = "") -> None:
    """Look for somebody everywhere, and let an administrator choose. Of the texts nothing is kept but where they are."""
    named = found(spellings)
    if erasure.named:  # what was found at first stays told
        named = {"documents": _merged(erasure.named["documents"], named["documents"]), "columns": erasure.named["columns"]}
    hold.update(state=Erasure.State.SEARCHED, named=named, said=said, lease=None, leased_until=None, attempts=0)


def found(spellings: Sequence[str]) -> dict[str, Any]:
    """Where somebody is named now, as JSON: documents, and how many rows of each column of each table."""
    rows = [{**asdict(each), "document_id": str(each.document_id)} for each in documents().naming(spellings)]
    return {"documents": rows, "columns": [asdict(each) for each in naming.places(spellings)]}


def to_choose(erasure: Erasure) -> list[Naming]:
    """The documents of which nobody has said yet what becomes of them."""
    known = unpacked(erasure.choices).documents
    return [each for each in map(_naming, (erasure.named or {"documents": []})["documents"]) if each.document_id not in known]


def hidden(erasure: Erasure, subject: Subject) -> Sequence[Subject]:
    """The documents that are to be erased and don't belong to the subject yet, out of sight from now on."""
    wanted = unpacked(erasure.choices).of(Do.ERASE) - set(subject.documents)
    return documents().hide(wanted, by=erasure.asked_by)


def unchosen(erasure: Erasure, now: dict[str, Any]) -> int:
    """How many documents name the person and were never asked about."""
    known = {str(pk) for pk in unpacked(erasure.choices).documents}
    return sum(row["document_id"] not in known for row in now["documents"])


def account(erasure: Erasure, subject: Subject, spellings: Sequence[str], now: dict[str, Any]) -> dict[str, Any]:
    """What a certificate says of the person: keyed hashes, what was chosen, and where they were and are still named."""
    choices = unpacked(erasure.choices)
    return {
        "spellings_hmac": [certificates.name_hash(naming.fold(each)) for each in spellings],
        "erased": len(choices.of(Do.ERASE)),
        "left": sorted(map(str, choices.of(Do.LEAVE) - set(subject.documents))),
        "why_left": choices.why_left,
        "before": erasure.named,
        "after": now,
    }


def packed(choices: Choices) -> dict[str, Any]:
    """Choices as JSON."""
    return {"documents": {str(pk): do.value for pk, do in choices.documents.items()}, "why_left": choices.why_left}


def unpacked(kept: dict[str, Any] | None) -> Choices:
    """The inverse of `packed`; none where nobody has chosen yet."""
    known = kept or {"documents": {}, "why_left": ""}
    return Choices({UUID(pk): Do(do) for pk, do in known["documents"].items()}, known["why_left"])


def _naming(row: dict[str, Any]) -> Naming:
    return Naming(UUID(row["document_id"]), tuple(row["pages"]), row["count"], tuple(row["beside"]))


def _merged(before: Iterable[dict[str, Any]], now: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({row["document_id"]: row for row in (*now, *before)}.values())
