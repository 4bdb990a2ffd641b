"""Work that is not wanted any more: it ends soon wherever it is, nothing of it stays, and what was visible before stays visible.

Whoever works on such a version has lost its lease, notices at the next step, and ends the reading process.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from access.models import Collection, User
from ingestion import changes, intake, leftovers, queue
from ingestion.batches import batched
from ingestion.flow.models import Try
from ingestion.models import UNFINISHED, Document, Password, Sighting, State, Version
from ingestion.sources.models import Item

CANCELLED = "cancelled"


def cancel(collection: Collection, document_ids: Iterable[UUID], *, by: User) -> int:
    """Cancel what waits or is worked on of these documents of a collection; returns how many had such work.

    A document with an earlier version goes back to that; one without says who cancelled it, and keeps its file to be tried again.
    A visible text that is put through the rules or corrected is no such work: it would stay visible as it was.
    """
    cancelled: list[UUID] = []
    with intake.changing(collection):
        for some in batched(list(document_ids)):
            cancelled += _cancel(some, by)
        transaction.on_commit(lambda: _tell(collection, cancelled))
    return len(cancelled)


def _cancel(document_ids: list[UUID], by: User) -> list[UUID]:
    unfinished = Version.objects.filter(document__in=document_ids, document__deleted_at=None, state__in=UNFINISHED)
    unfinished = unfinished.exclude(recalled=True, document__current__isnull=False)
    _remove_insides(list(unfinished.select_related("document")))
    versions = list(unfinished.select_related("document"))
    _close_tries(versions)
    _stay_earlier([each for each in versions if each.returning])
    _drop([each for each in versions if not each.returning and each.document.current_id])
    _set_aside([each for each in versions if not each.returning and not each.document.current_id], by)
    documents = {each.document_id for each in versions}
    Password.objects.filter(document__in=documents, keep=False).delete()
    Document.objects.filter(pk__in=documents).update(changed_at=timezone.now())
    return list(documents)


def _close_tries(versions: list[Version]) -> None:
    held = [each.lease for each in versions if each.lease]
    Try.objects.filter(pk__in=held, ended_at=None).update(ended_at=timezone.now(), end=Try.End.CANCELLED)


def _remove_insides(versions: list[Version]) -> None:
    """What came inside goes with it; of a document that stays, only what has never been ready."""
    inside = Document.objects.filter(parent__in=[each.document_id for each in versions])
    new = Q(parent__current=None) | Q(current=None, latest__state__in=UNFINISHED)
    families = [leftovers.family(each) for each in inside.filter(new)]
    leftovers.remove_all(pk for family in families for pk in family)


def _stay_earlier(versions: list[Version]) -> None:
    these = Version.objects.filter(pk__in=[each.pk for each in versions])
    these.update(state=State.READY, returning=False, lease=None, leased_until=None)
    leftovers.hide(these)
    _show_current(versions)


def _drop(versions: list[Version]) -> None:
    """A source that brought such a content brings it again at its next run."""
    _show_current(versions)
    Item.objects.filter(document__in=[each.document_id for each in versions]).update(revision="")
    leftovers.retire(Version.objects.filter(pk__in=[each.pk for each in versions]))


def _show_current(versions: list[Version]) -> None:
    Document.objects.filter(pk__in=[each.document_id for each in versions]).update(latest=F("current"))


def _set_aside(versions: list[Version], by: User) -> None:
    these = [each.pk for each in versions]
    Sighting.objects.filter(version__in=these).delete()
    ended = {"state": State.FAILED, "lease": None, "leased_until": None, "finished_at": timezone.now()}
    empty = {"step": 0, "steps": 0, "page_count": 0, "title": "", "author": "", "language": "", "unmasked": {}}
    said = {"reason": f"Cancelled by {by}", "advice": "", "trouble": CANCELLED}
    Version.objects.filter(pk__in=these).update(**ended, **empty, **said)
    leftovers.unread(*versions, held=True)


def _tell(collection: Collection, document_ids: list[UUID]) -> None:
    for document_id in document_ids[:1]:  # one bell is enough: whoever hears it looks at the whole list
        changes.ring(collection.pk, document_id)
        queue.ring(queue.SWEEP)
