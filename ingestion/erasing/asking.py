"""Asking that a document be erased: it is out of everybody's sight at once, can't come back, and a worker does the rest."""

import hashlib
from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet

from access.access import NotHere, collections_for
from access.models import Role, User
from forgetting import asking, tombstones
from forgetting.messages import KnownVersion, Subject
from forgetting.models import Erasure
from forgetting.tombstones import Mark
from ingestion import changes, intake, leftovers, trash
from ingestion.batches import batched
from ingestion.errors import IntakeError
from ingestion.models import UNFINISHED, Document, Page, Version
from ingestion.sources.models import Item

INSIDE = "It came inside “{name}”, whose file holds it too. Erase that instead."
UNDER_WAY = "It is being erased already."
CHANGING = "It is being changed at this very moment. Try again."
TRIES = 5
Done = TypeVar("Done")


def access_erasable(user: User | AnonymousUser, document_id: UUID) -> Document:
    """The document, in the trash or not, if this person owns its collection; NotHere otherwise, also while it is being erased."""
    mine = Document.with_trash.filter(collection__in=collections_for(user, Role.OWNER))
    found = mine.select_related("collection", "parent").filter(pk=document_id).first()
    if found is None or is_being_erased(found):
        raise NotHere("There is no such document, or its collection is not yours.")
    return found


def is_being_erased(document: Document) -> bool:
    """Whether somebody has asked for it already: it lies in the trash, without a day on which it leaves it."""
    return document.deleted_at is not None and document.purge_at is None


def subject_of(document: Document) -> Subject:
    """The document with all that came inside it, as it is now."""
    family = leftovers.family(document)
    return Subject(tuple(family), tuple(_known(version) for version in _versions(family)))


def _versions(documents: Sequence[UUID]) -> list[Version]:
    return [
        version
        for some in batched(list(documents))
        for version in Version.objects.filter(document__in=some).order_by("queued_at", "pk")
    ]


def _is_still(document: Document, subject: Subject) -> bool:
    """Whether the same documents have the same contents, each with as many pages: what is finished changes in no other way."""
    documents = leftovers.family(document)
    known = [(each.id, each.pages) for each in subject.versions]
    return tuple(documents) == subject.documents and known == [(each.pk, _pages(each).count()) for each in _versions(documents)]


def _pages(version: Version) -> QuerySet[Page]:
    """The pages whose text is hashed: of what is still being read, none will stay."""
    return Page.objects.none() if version.state in UNFINISHED else Page.objects.filter(version=version)


def check(document: Document) -> None:
    """Raise IntakeError if it can't be erased by itself."""
    if document.parent:
        raise IntakeError(INSIDE.format(name=document.parent.name))
    if is_being_erased(document):
        raise IntakeError(UNDER_WAY)


def ask(document: Document, *, by: User | None, reason: str) -> Erasure:
    """Hide the document and put its erasure in line. Raises IntakeError if it can't be erased by itself."""

    def in_line(found: Document, subject: Subject, marks: Sequence[Mark]) -> Erasure:
        return asking.ask(subject, collection_id=found.collection_id, name=found.name, reason=reason, by=by, marks=marks)

    return hide(document, by=by, then=in_line)


def hide(document: Document, *, by: User | None, then: Callable[[Document, Subject, Sequence[Mark]], Done]) -> Done:
    """Take the document out of everybody's sight for good, and do `then` with what it is in the same transaction.

    Its texts are hashed before its collection is locked, so that a thousand pages hold up nobody. If it changes meanwhile, that
    is done anew. Raises IntakeError if it can't be erased by itself.
    """
    for _ in range(TRIES):
        subject = subject_of(document)
        with intake.changing(document.collection):
            found = Document.with_trash.select_related("parent", "collection").filter(pk=document.pk).first()
            if found is None:
                raise IntakeError("The document was removed.")
            check(found)
            if _is_still(found, subject):
                _hide(found, subject, by)
                return then(found, subject, _marks(found, subject))
    raise IntakeError(CHANGING)


def _hide(document: Document, subject: Subject, by: User | None) -> None:
    trash.put([document.pk], by=by)
    for some in batched(list(subject.documents)):
        Document.with_trash.filter(pk__in=some).update(purge_at=None)
    transaction.on_commit(lambda: changes.ring(document.collection_id, document.pk))


def _marks(document: Document, subject: Subject) -> list[Mark]:
    """What sources must not bring back: the document's own contents, and whatever they called by its name."""
    own = {version.sha256 for version in subject.versions if version.document_id == document.pk and version.sha256}
    items = Item.objects.filter(document__in=subject.documents).values_list("source", "key")
    return [
        *(tombstones.content(document.collection_id, sha256) for sha256 in sorted(own)),
        *(tombstones.item(source_id, key) for source_id, key in items),
    ]


def _known(version: Version) -> KnownVersion:
    text, pages = hashlib.sha256(), 0
    for page in _pages(version).select_related("unmasked").order_by("number").iterator():
        text.update(page.as_read.text.encode("utf-8", "replace") + b"\f")
        pages += 1
    return KnownVersion(version.pk, version.document_id, version.sha256, version.size, pages, text.hexdigest())
