"""Forgetting a person: they are looked for, an administrator chooses what becomes of each document, and they are looked for again.

How the person is written is sealed until all is done; after that only keyed hashes of it are known.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from importlib import import_module
from typing import Any, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.db import transaction

from access.models import User
from forgetting import asking, bell, certificates, choosing, hiding, naming, own_words
from forgetting.asking import Secret
from forgetting.errors import StillThere
from forgetting.leases import Hold
from forgetting.messages import Do, Hit, Naming, Person, Subject
from forgetting.models import Erasure

UNREADABLE = "How the person is written can't be read any more: the secret key was changed. Ask for it anew."


class Documents(Protocol):
    """The module that knows documents."""

    def naming(self, spellings: Sequence[str]) -> Sequence[Naming]:
        """All documents that name a person who is written so, in the trash or not, by collection and name."""

    def hide(self, document_ids: Collection[UUID], *, by: User | None) -> Sequence[Subject]:
        """Take documents out of everybody's sight for good, with those that they came in. May be repeated."""

    def indexed_at(self, document_ids: Collection[UUID]) -> datetime | None:
        """When the last of these documents became what it is now; None where there is none."""


class Hider(Protocol):
    """A module that masks persons in what it holds."""

    def hide(self, person: Person) -> None:
        """Take the person out of all that is to be masked. May be repeated. Raises NotYet."""

    def named(self, person: Person) -> Iterable[Hit]:
        """Where the person stands in spite of that. Raises NotYet."""


def documents() -> Documents:
    """The one that the settings name."""
    return cast(Documents, import_module(settings.FORGETTING.documents))


def hiders() -> list[Hider]:
    """All of them, in the order of the settings."""
    return [cast(Hider, import_module(name)) for name in settings.FORGETTING.hiders]


def look_for(spellings: Sequence[str], *, reason: str, by: User) -> Erasure:
    """Put the wish to forget somebody in line; first they are looked for, and nothing is changed."""
    sealed = asking.seal(Secret(spellings=tuple(spellings)))
    nothing = asking.packed(Subject((), ()))
    erasure = Erasure.objects.create(person=True, subject=nothing, sealed=sealed, reason=reason, asked_by=by)
    transaction.on_commit(bell.ring)
    return erasure


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


def hidden(erasure: Erasure, subject: Subject) -> Sequence[Subject]:
    """The documents that are to be erased and don't belong to the subject yet, out of sight from now on."""
    wanted = choosing.unpacked(erasure.choices).of(Do.ERASE) - set(subject.documents)
    return documents().hide(wanted, by=erasure.asked_by)


def mask(hold: Hold, erasure: Erasure, spellings: Sequence[str]) -> None:
    """Mask the person in the documents that were chosen for it, in what answers say, and, if that is wanted, in people's own words.

    Raises NotYet.
    """
    for hider in hiders():
        hold.check()
        hider.hide(_person(erasure, spellings))
    if choosing.unpacked(erasure.choices).own_words:
        own_words.mask(hiding.hidden(spellings))


def check(erasure: Erasure, spellings: Sequence[str]) -> None:
    """Raise StillThere where the person stands in spite of having been masked."""
    person = _person(erasure, spellings)
    hits = [hit for hider in hiders() for hit in hider.named(person)]
    if hits:
        raise StillThere(f"The person is still named. {', '.join(f'{hit.where} ({hit.count})' for hit in hits)}.")


def account(erasure: Erasure, subject: Subject, spellings: Sequence[str], now: dict[str, Any]) -> dict[str, Any]:
    """What a certificate says of the person: keyed hashes, what was chosen, and where they were and are still named."""
    choices = choosing.unpacked(erasure.choices)
    return {
        "spellings_hmac": [certificates.name_hash(naming.fold(each)) for each in spellings],
        "erased": len(choices.of(Do.ERASE)),
        "masked": sorted(map(str, choices.of(Do.MASK) - set(subject.documents))),
        "left": sorted(map(str, choices.of(Do.LEAVE) - set(subject.documents))),
        "why_left": choices.why_left,
        "own_words_masked": choices.own_words,
        "before": erasure.named,
        "after": now,
    }


def _person(erasure: Erasure, spellings: Sequence[str]) -> Person:
    choices = choosing.unpacked(erasure.choices)
    masked = choices.of(Do.MASK)
    return Person(tuple(spellings), masked, choices.of(Do.LEAVE), documents().indexed_at(masked))


def _merged(before: Iterable[dict[str, Any]], now: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({row["document_id"]: row for row in (*now, *before)}.values())
