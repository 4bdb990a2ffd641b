"""The one step that makes a version visible, in SQL alone: before it there is the old one, after it the new, and never both."""

from pathlib import PurePosixPath

from django.db import transaction
from django.utils import timezone

from ingestion import changes, intake, leftovers, life, passwords, queue, versions
from ingestion.leases import Lease
from ingestion.models import Document, Leftover, State, Version
from ingestion.taking_down import Told
from retrieval import index
from retrieval.messages import IndexedVersion


def indexed(version: Version, told: Told) -> IndexedVersion:
    """The version as the index knows it. Its title is what the file says, or else the file's name."""
    title = (told.facts.title if told.facts else "") or PurePosixPath(version.document.name).name
    return IndexedVersion(version.document_id, version.pk, version.document.collection_id, title[:500], version.document.name)


def switch(version: Version, lease: Lease, told: Told) -> None:
    """Let search and readers see this version from now on; what came before it goes. Raises LeaseLost and changes nothing then."""
    with intake.changing(version.document.collection):
        lease.update(state=State.READY, lease=None, leased_until=None, finished_at=timezone.now(), **facts(version, told))
        Document.objects.filter(pk=version.document_id).update(current=version)
        index.publish(indexed(version, told))
        life.settle(Document.objects.filter(pk=version.document_id))
        passwords.forget(version.document_id)
        version.ranges.all().delete()
        versions.keep(version.document_id, version)
        _remove_stale_attachments(version.document, told)
        transaction.on_commit(lambda: _tell(version.document))


def facts(version: Version, told: Told) -> dict[str, object]:
    """What reading told of the whole document, as its row keeps it."""
    known: dict[str, object] = {"title": indexed(version, told).title, "page_count": len(told.pages), "step": 0, "steps": 0}
    if told.facts:
        known |= {
            "media_type": told.facts.media_type[:100],
            "author": told.facts.author[:300],
            "dated": told.facts.dated,
            "language": told.facts.language[:8],
        }
    return known


def _remove_stale_attachments(document: Document, told: Told) -> None:
    stale = Document.objects.filter(parent=document).exclude(pk__in=told.attachments.values())
    for attachment in stale:
        leftovers.remove_all(leftovers.family(attachment))


def _tell(document: Document) -> None:
    changes.announce(document)
    if Leftover.objects.exists():
        queue.ring(queue.SWEEP)
