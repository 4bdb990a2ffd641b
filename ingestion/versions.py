"""Earlier versions: how many are kept, and the way back to one of them, from the database's text and with no file read.

A kept version has its rows, pictures and file, and no points: search can't find it. On its way back it waits in line like any
other; it is cut and its points are made anew, and then one step in SQL makes it the visible one.
"""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from ingestion import intake, leftovers, life, queue
from ingestion.chunking import cut
from ingestion.errors import IntakeError
from ingestion.leases import Lease
from ingestion.models import Document, State, Version
from ingestion.pages import StoredPages
from ingestion.rescreening import is_screened
from retrieval import chunkers, index
from retrieval.messages import IndexedVersion


def earlier(document: Document) -> QuerySet[Version]:
    """The versions that are kept, the newest first."""
    ready = document.versions.filter(state=State.READY).exclude(pk__in=[document.current_id])
    return ready.order_by("-finished_at", "-queued_at")


def size(document: Document) -> int:
    """Bytes of the files of earlier versions; what other versions use as well counts here too."""
    total: int | None = earlier(document).aggregate(total=Sum("size"))["total"]
    return total or 0


def keep(document_id: UUID, current: Version) -> None:
    """A new version is visible: the last ones with another content are kept, all else goes. Call it within a transaction."""
    others = Version.objects.filter(document=document_id).exclude(pk=current.pk)
    ready = others.filter(state=State.READY).exclude(sha256=current.sha256).order_by("-finished_at", "-queued_at")
    kept = list(ready.values_list("pk", flat=True)[: settings.INGESTION.keep_versions])
    leftovers.retire(others.exclude(pk__in=kept))
    leftovers.hide(others.filter(pk__in=kept))


def bring_back(document: Document, version: Version) -> None:
    """Let an earlier version become the visible one again. One whose document has others inside it is read anew for
    their sake, and one whose collection has rules about personal data, so that they count for it.
    """
    with intake.changing(document.collection):
        found = Document.objects.filter(pk=document.pk).first()
        if found is None or not earlier(found).filter(pk=version.pk).exists():
            raise IntakeError("This version is not kept any more, or is the present one.")
        if found.attachments.exists() or is_screened(found.collection):
            intake.read_anew(found, version)
        else:
            _put_in_line(found, version)
        transaction.on_commit(lambda: _tell(found))


def remove(document: Document, version: Version) -> None:
    """Delete an earlier version for good."""
    with intake.changing(document.collection):
        leftovers.retire(earlier(Document.objects.get(pk=document.pk)).filter(pk=version.pk))
        transaction.on_commit(lambda: queue.ring(queue.SWEEP))


def return_to(version: Version, lease: Lease) -> None:
    """The work of a worker: cut a kept version anew from its pages, then let search and readers see it, in one step.

    The chunks that it had may be of a version of the index that went.
    """
    known = IndexedVersion(version.document_id, version.pk, version.document.collection_id, version.title, version.document.name)
    chunker = chunkers.current()
    index.write(known, cut(StoredPages(version.pk), title=known.title, chunker=chunker), chunker=chunker)
    with intake.changing(version.document.collection):
        done = {"state": State.READY, "returning": False, "lease": None, "leased_until": None, "finished_at": timezone.now()}
        lease.update(**done, step=0, steps=0)
        Document.objects.filter(pk=version.document_id).update(current=version)
        index.publish(known)
        life.settle(Document.objects.filter(pk=version.document_id))
        keep(version.document_id, version)
        transaction.on_commit(lambda: _tell(version.document))


def _put_in_line(document: Document, version: Version) -> None:
    leftovers.retire(document.versions.exclude(state=State.READY))
    line = {"state": State.RECEIVED, "returning": True, "attempts": 0, "reason": "", "advice": ""}
    in_line = {
        "round": queue.next_round(document.collection_id, version.asked_by_id),
        "queued_at": timezone.now(),
        "leased_until": None,
    }
    Version.objects.filter(pk=version.pk).update(**line, **in_line)
    Document.objects.filter(pk=document.pk).update(latest=version)


def _tell(document: Document) -> None:
    intake.tell(document)
    queue.ring(queue.SWEEP)
