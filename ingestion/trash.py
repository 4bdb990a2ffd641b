"""The trash of a collection: what was deleted, out of everybody's sight at once and back as it was until its days are over.

Rows, files, chunks and points all stay; what makes a document invisible is that it has no row in the index's table of visible
versions and that `Document.objects` leaves it out. Call what changes something within `intake.changing`.
"""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import PurePosixPath
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from access.models import Collection, User
from ingestion import leftovers, names
from ingestion.errors import IntakeError
from ingestion.models import UNFINISHED, Document, State, Version
from retrieval import index
from retrieval.messages import IndexedVersion

UNREAD = "It went into the trash before it was read."
RESTORE_IT = "Restore it to have it read."


def of(collection: Collection) -> QuerySet[Document]:
    """What was deleted in a collection and can be restored, the last deleted first; what went with it counts as part of it."""
    return lying().filter(collection=collection).order_by("-deleted_at", "name")


def lying() -> QuerySet[Document]:
    """What can still be restored, in all collections."""
    return Document.with_trash.filter(deleted_at__isnull=False, deleted_with=None, purge_at__gt=timezone.now())


def due() -> QuerySet[Document]:
    """What is to be deleted for good now."""
    return Document.with_trash.filter(deleted_at__isnull=False, deleted_with=None, purge_at__lte=timezone.now())


def put(document: Document, *, by: User | None) -> None:
    """Put a document into the trash, with what came inside it and is not there yet."""
    now = timezone.now()
    fate = {"deleted_at": now, "deleted_by": by, "purge_at": now + timedelta(days=settings.INGESTION.trash_days)}
    for some in leftovers.batched(leftovers.family(document)):
        index.withdraw(some)
        _cut_short(some)
        here = Document.objects.filter(pk__in=some)
        here.update(**fate, changed_at=now, deleted_with=document)
    Document.with_trash.filter(pk=document.pk).update(deleted_with=None)


def take_out(document: Document) -> list[Document]:
    """Bring a document back with all that went with it; search finds what was ready. Returns them, under their names now.

    A name that was taken meanwhile gets a number. Raises IntakeError if it can't come back.
    """
    known = lying().select_related("parent").filter(pk=document.pk).first()
    if known is None:
        raise IntakeError("It is not in the trash any more.")
    if known.parent and known.parent.deleted_at:
        raise IntakeError(f"It came inside “{known.parent.name}”, which is in the trash too. Restore that first.")
    back = list(_together(known))
    for each, name in zip(back, _names(known, back), strict=True):
        _show(each, name)
    return back


def twin(collection: Collection, name: str, sha256: str, *, parent: Document | None) -> Document | None:
    """What lies in the trash under this very name with these very bytes, and was read: it need not be read again."""
    same = of(collection).filter(name=name, parent=parent, latest__sha256=sha256)
    return same.exclude(latest__state=State.FAILED).first()


def give_up(documents: QuerySet[Document]) -> int:
    """Let these documents of the trash be deleted for good from now on; returns how many. A worker does it."""
    now = timezone.now()
    ids = list(documents.values_list("pk", flat=True))
    for some in leftovers.batched(ids):
        Document.with_trash.filter(Q(pk__in=some) | Q(deleted_with__in=some), deleted_at__isnull=False).update(purge_at=now)
    return len(ids)


def was_cut_short(document: Document) -> bool:
    """Whether it went into the trash before its newest version was read."""
    return document.latest is not None and document.latest.state == State.FAILED and document.latest.reason == UNREAD


def _cut_short(document_ids: Iterable[UUID]) -> None:
    """What is on its way goes no further; whoever works on it notices at the next step."""
    for version in Version.objects.filter(document__in=list(document_ids), state__in=UNFINISHED):
        ended = {"state": State.FAILED, "reason": UNREAD, "advice": RESTORE_IT, "finished_at": timezone.now()}
        Version.objects.filter(pk=version.pk).update(**ended, lease=None, leased_until=None)
        version.pages.all().delete()
        leftovers.leave(version, keep_file=True)


def _together(document: Document) -> QuerySet[Document]:
    """The document first, then what went with it, the outer before the inner."""
    both = Document.with_trash.filter(Q(pk=document.pk) | Q(deleted_with=document))
    return both.select_related("collection", "current", "latest").order_by("name")


def _names(top: Document, back: list[Document]) -> list[str]:
    """Free names for all of them: what came inside a document is named after it."""
    wanted = _free(top.collection, top.name)
    return [
        wanted
        if each.pk == top.pk
        else _free(top.collection, wanted + each.name.removeprefix(top.name))
        if each.name.startswith(f"{top.name}/")
        else _free(top.collection, each.name)
        for each in back
    ]


def _free(collection: Collection, name: str) -> str:
    stem = str(PurePosixPath(name).with_suffix(""))
    taken = set(Document.objects.filter(collection=collection, name__startswith=stem).values_list("name", flat=True))
    return names.numbered(name, taken=taken)


def _show(document: Document, name: str) -> None:
    document.name = name
    document.deleted_at = document.deleted_by = document.deleted_with = document.purge_at = None
    document.save()
    if document.current:
        shown = document.current
        index.publish(IndexedVersion(document.pk, shown.pk, document.collection_id, shown.title, document.name))
