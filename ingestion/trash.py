"""The trash of a collection: what was deleted, out of everybody's sight at once and back as it was until its days are over.

Rows, files, chunks and points all stay; what makes a document invisible is that it has no row in the index's table of visible
versions and that `Document.objects` leaves it out. Call what changes something within `intake.changing`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from access.models import Collection, User
from ingestion import leftovers, life, names
from ingestion.batches import batched
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


def put(document_ids: Iterable[UUID], *, by: User | None) -> None:
    """Put documents into the trash, with what came inside them and is not there yet."""
    now = timezone.now()
    for some in batched(_outermost(document_ids)):
        _put(some, by=by, now=now, together_with=None)
        inside = list(Document.objects.filter(parent__in=some).values_list("pk", "parent"))
        while inside:
            tops = dict(inside)
            for top in set(tops.values()):
                _put([pk for pk, its in tops.items() if its == top], by=by, now=now, together_with=top)
            deeper = Document.objects.filter(parent__in=list(tops)).values_list("pk", "parent")
            inside = [(pk, tops[parent]) for pk, parent in deeper if parent]


def take_out(documents: QuerySet[Document]) -> list[Document]:
    """Bring documents of the trash back with all that went with them; search finds what was ready. Returns them all.

    A name that was taken meanwhile gets a number. What came inside a document that is still in the trash stays there.
    """
    free = documents.exclude(parent__deleted_at__isnull=False).values_list("pk", flat=True)
    return [each for some in batched(list(free)) for each in _take_out(some)]


def check(document: Document) -> None:
    """Raise IntakeError if it can't come back."""
    known = lying().select_related("parent").filter(pk=document.pk).first()
    if known is None:
        raise IntakeError("It is not in the trash any more.")
    if known.parent and known.parent.deleted_at:
        raise IntakeError(f"It came inside “{known.parent.name}”, which is in the trash too. Restore that first.")


def twin(collection: Collection, name: str, sha256: str, *, parent: Document | None) -> QuerySet[Document]:
    """What lies in the trash under this very name with these very bytes, and was read: it need not be read again."""
    same = of(collection).filter(name=name, parent=parent, latest__sha256=sha256).exclude(latest__state=State.FAILED)
    return of(collection).filter(pk__in=list(same.values_list("pk", flat=True)[:1]))


def give_up(documents: QuerySet[Document]) -> int:
    """Let these documents of the trash be deleted for good from now on; returns how many. A worker does it."""
    now = timezone.now()
    ids = list(documents.values_list("pk", flat=True))
    for some in batched(ids):
        Document.with_trash.filter(Q(pk__in=some) | Q(deleted_with__in=some), deleted_at__isnull=False).update(purge_at=now)
    return len(ids)


def was_cut_short(document: Document) -> bool:
    """Whether it went into the trash before its newest version was read."""
    return document.latest is not None and document.latest.state == State.FAILED and document.latest.reason == UNREAD


def _outermost(document_ids: Iterable[UUID]) -> list[UUID]:
    """Without those whose outer document is among them: they go with it."""
    wanted = set(document_ids)
    parents = {
        pk: parent
        for some in batched(list(wanted))
        for pk, parent in Document.objects.filter(pk__in=some).values_list("pk", "parent")
    }
    return [pk for pk, parent in parents.items() if parent not in wanted]


def _put(document_ids: list[UUID], *, by: User | None, now: datetime, together_with: UUID | None) -> None:
    index.withdraw(document_ids)
    _cut_short(document_ids)
    purge_at = now + timedelta(days=settings.INGESTION.trash_days)
    Document.objects.filter(pk__in=document_ids).update(
        deleted_at=now, deleted_by=by, deleted_with=together_with, purge_at=purge_at, changed_at=now
    )


def _cut_short(document_ids: list[UUID]) -> None:
    """What is on its way goes no further; whoever works on it notices at the next step."""
    stopped = list(Version.objects.filter(document__in=document_ids, state__in=UNFINISHED))
    ended = {"state": State.FAILED, "reason": UNREAD, "advice": RESTORE_IT, "finished_at": timezone.now()}
    for some in batched([version.pk for version in stopped]):
        Version.objects.filter(pk__in=some).update(**ended, lease=None, leased_until=None)
    leftovers.unread(*stopped, held=True)


def _take_out(document_ids: list[UUID]) -> list[Document]:
    both = Q(pk__in=document_ids) | Q(deleted_with__in=document_ids)
    back = list(Document.with_trash.filter(both).select_related("collection", "current", "latest").order_by("name"))
    _rename(back)
    life.put_off(back)
    for some in batched([each.pk for each in back]):
        Document.with_trash.filter(pk__in=some).update(
            deleted_at=None, deleted_by=None, deleted_with=None, purge_at=None, changed_at=timezone.now()
        )
    index.publish_all(
        IndexedVersion(each.pk, each.current.pk, each.collection_id, each.current.title, each.name) for each in back if each.current
    )
    for some in batched([each.pk for each in back]):
        life.settle(Document.objects.filter(pk__in=some))
    return back


def _rename(back: list[Document]) -> None:
    """Free names for all of them; what came inside a document is named after it."""
    renamed: dict[UUID, tuple[str, str]] = {}
    taken = _taken(back) if back else set()
    for each in back:
        old, new = renamed.get(each.deleted_with_id, ("", "")) if each.deleted_with_id else ("", "")
        wanted = new + each.name.removeprefix(old) if old and each.name.startswith(f"{old}/") else each.name
        if wanted in taken or wanted != each.name:
            taken |= _like(each, wanted)
        name = names.numbered(wanted, taken=taken)
        if name != each.name:
            renamed[each.pk] = (each.name, name)
            each.name = name
            Document.with_trash.filter(pk=each.pk).update(name=name)
        taken.add(name)


def _taken(back: list[Document]) -> set[str]:
    """Which of their names others have now."""
    wanted = [each.name for each in back]
    return {
        name
        for some in batched(wanted)
        for name in Document.objects.filter(collection=back[0].collection, name__in=some).values_list("name", flat=True)
    }


def _like(document: Document, name: str) -> set[str]:
    """Names that begin as this one does, among which a free one is looked for."""
    begin = name.rpartition(".")[0] or name
    return set(Document.objects.filter(collection=document.collection, name__startswith=begin).values_list("name", flat=True))
