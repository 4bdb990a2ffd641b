"""Putting a wish to erase in line, and putting it there once more."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.db import transaction

from access.models import User
from access.sealing import fernet
from forgetting import bell, tombstones
from forgetting.messages import KnownVersion, Subject
from forgetting.models import Erasure
from forgetting.tombstones import Mark

PURPOSE = "forgetting.erasures"


@dataclass(frozen=True)
class Secret:
    """What is known of the content while the work is under way, and by nobody afterwards."""

    name: str = ""
    phrases: tuple[str, ...] = field(default=(), repr=False)
    spellings: tuple[str, ...] = field(default=(), repr=False)


def ask(subject: Subject, *, collection_id: UUID, name: str, reason: str, by: User | None, marks: Sequence[Mark] = ()) -> Erasure:
    """Put an erasure in line; `marks` are what must not come back. Call it within the transaction that hides the subject."""
    tombstones.put([*marks, *map(tombstones.document, subject.documents)])
    erasure = Erasure.objects.create(
        collection_id=collection_id, subject=packed(subject), sealed=seal(Secret(name)), reason=reason, asked_by=by
    )
    transaction.on_commit(bell.ring)
    return erasure


def ask_again(erasure: Erasure) -> bool:
    """Put one that was set aside in line again; False if it wasn't set aside."""
    fresh = {"state": Erasure.State.WAITING, "said": "", "attempts": 0, "leased_until": None, "finished_at": None}
    again = bool(Erasure.objects.filter(pk=erasure.pk, state=Erasure.State.FAILED).update(**fresh))
    if again:
        bell.ring()
    return again


def packed(subject: Subject) -> dict[str, Any]:
    """The subject as JSON."""
    versions = [{**asdict(each), "id": str(each.id), "document_id": str(each.document_id)} for each in subject.versions]
    quotes = sorted(map(str, subject.quotes))
    return {"documents": [str(each) for each in subject.documents], "versions": versions, "quotes": quotes}


def unpacked(kept: dict[str, Any]) -> Subject:
    """The inverse of `packed`."""
    documents, versions = map(UUID, kept["documents"]), map(_version, kept["versions"])
    return Subject(tuple(documents), tuple(versions), frozenset(map(UUID, kept.get("quotes", []))))


def _version(kept: dict[str, Any]) -> KnownVersion:
    return KnownVersion(**{**kept, "id": UUID(kept["id"]), "document_id": UUID(kept["document_id"])})


def seal(secret: Secret) -> str:
    """The secret as it may lie in a database."""
    return fernet(PURPOSE).encrypt(json.dumps(asdict(secret)).encode()).decode()


def unseal(sealed: str) -> Secret:
    """The secret again; an empty one where there is none, or it was sealed under another key."""
    try:
        known: dict[str, Any] = json.loads(fernet(PURPOSE).decrypt(sealed.encode())) if sealed else {"name": "", "phrases": ()}
    except InvalidToken:
        return Secret()
    return Secret(known["name"], tuple(known["phrases"]), tuple(known.get("spellings", ())))
