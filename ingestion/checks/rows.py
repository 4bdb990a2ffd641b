"""Rows against rows: what readers see, what search may show, and what is still to be done."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db.models import Count, F
from django.utils import timezone

from ingestion import attempts, emptying, intake, leases, leftovers, life, queue, trash
from ingestion.checks.findings import Finding
from ingestion.models import UNFINISHED, Document, Leftover, State, Version
from ingestion.waiting import worker_is_alive
from retrieval import index
from retrieval.messages import IndexedVersion
from retrieval.models import IndexedDocument

LATE = timedelta(minutes=10)


def visible_versions() -> Iterator[Finding]:
    """Search must show the version that readers see, and nothing else."""
    shown = dict(IndexedDocument.objects.values_list("document_id", "version_id"))
    for document in Document.objects.select_related("current", "collection").iterator():
        if shown.pop(document.pk, None) != document.current_id:
            yield Finding(
                "not the visible version", f"{document.name}: search shows another version.", partial(_align, document.pk)
            )
    for document_id in shown:
        yield Finding(
            "found after its removal", f"{document_id} is no document, or is in the trash.", partial(index.withdraw, [document_id])
        )


def unfinished_documents() -> Iterator[Finding]:
    """A document whose visible version isn't ready, or that has no version at all."""
    for document in Document.objects.filter(latest=None).select_related("collection"):
        yield Finding("no version", f"{document.name} has no content.", partial(emptying.remove, document))
    for version in (
        Version.objects.filter(state=State.READY, document__deleted_at=None)
        .filter(document__current=None)
        .select_related("document__collection")
    ):
        yield Finding(
            "ready but not visible", f"{version.document.name} is ready, but not shown.", partial(intake.retry, version.document)
        )


def missing_pages() -> Iterator[Finding]:
    """Ready versions with fewer or more pages than were read."""
    counted = (
        Version.objects.filter(state=State.READY, document__deleted_at=None)
        .annotate(kept=Count("pages"))
        .exclude(kept=F("page_count"))
    )
    for version in counted.select_related("document__collection"):
        what = f"{version.document.name}: {version.kept} of {version.page_count} pages are kept."
        yield Finding("missing pages", what, partial(intake.retry, version.document))


def stopped_work() -> Iterator[Finding]:
    """Work that nobody does: held by the dead, or waiting with no worker alive."""
    if leases.expired().filter(leased_until__lt=timezone.now() - LATE).exists():
        yield Finding("held by a dead worker", "Documents are held by a worker that died.", attempts.give_back_the_stopped)
    waiting = queue.waiting().filter(queued_at__lt=timezone.now() - LATE).count()
    if waiting and not worker_is_alive():
        yield Finding("no worker", f"{waiting} documents wait, and no worker for documents is alive. Start Footnote.")


def unswept() -> Iterator[Finding]:
    """What removed versions left and nobody swept, and what should have left the trash."""
    if trash.due().filter(purge_at__lt=timezone.now() - LATE).exists():
        yield Finding("not emptied", "Documents in the trash are past their time.", emptying.empty_due)
    late = Leftover.objects.filter(due_at__lt=timezone.now() - LATE).count()
    if late:
        yield Finding("not swept", f"{late} removed versions are not swept from the index and the disk.", leftovers.sweep)


def torn_apart() -> Iterator[Finding]:
    """What came inside a document is in the trash whenever that is, and nothing there waits to be read."""
    for document in Document.objects.filter(parent__deleted_at__isnull=False).select_related("collection"):
        yield Finding("left behind", f"{document.name}: what it came in is in the trash.", partial(intake.remove, document))
    for version in Version.objects.filter(state__in=UNFINISHED, document__deleted_at__isnull=False).select_related("document"):
        yield Finding("read in the trash", f"{version.document.name} is in the trash and waits to be read.")


def _align(document_id: UUID) -> None:
    document = Document.objects.select_related("current", "collection").get(pk=document_id)
    with intake.changing(document.collection):
        if document.current:
            index.publish(
                IndexedVersion(document.pk, document.current.pk, document.collection_id, document.current.title, document.name)
            )
            life.settle(Document.objects.filter(pk=document.pk))
        else:
            index.withdraw([document.pk])
