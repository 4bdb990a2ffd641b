"""Versions that go, and the sweeping after them: points, page images, files that nobody needs any more."""

import logging
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from ingestion import storage
from ingestion.models import Document, Leftover, Version
from retrieval import index
from retrieval.errors import IndexUnavailable

log = logging.getLogger(__name__)


def retire(versions: QuerySet[Version]) -> None:
    """Remove versions from the tables and write down what they leave elsewhere. Call it within a transaction.

    Whoever holds one notices at the next step; what it leaves is due only when its lease has run out.
    """
    gone = list(versions)
    now = timezone.now()
    Leftover.objects.bulk_create(
        [
            Leftover(
                version_id=each.pk, document_id=each.document_id, sha256=each.sha256, due_at=max(each.leased_until or now, now)
            )
            for each in gone
        ],
        ignore_conflicts=True,
    )
    versions.model.objects.filter(pk__in=[each.pk for each in gone]).delete()


def sweep() -> None:
    """Sweep all that is due. Safe to repeat, and to run in two places at once."""
    for leftover in Leftover.objects.filter(due_at__lte=timezone.now()).order_by("due_at").iterator():
        try:
            sweep_one(leftover)
        except IndexUnavailable:
            log.warning("The index does not answer: sweeping waits.")
            return


def sweep_one(leftover: Leftover) -> None:
    """Remove what one version left; its row goes last, so that a crash in between is made good."""
    _sweep_index(leftover)
    storage.discard_page_images(leftover.version_id)
    storage.discard(leftover.sha256, unless=Version.objects.filter(sha256=leftover.sha256).exists)
    leftover.delete()


def _sweep_index(leftover: Leftover) -> None:
    if Document.objects.filter(pk=leftover.document_id).exists():
        index.discard(leftover.version_id)
    else:
        index.sweep(leftover.document_id, keep=None)


def family(document: Document) -> list[UUID]:
    """The ids of a document and of everything that came inside it, however deep."""
    found, level = [document.pk], [document.pk]
    while level:
        level = list(Document.objects.filter(parent__in=level).values_list("pk", flat=True))
        found += level
    return found


def remove_all(document_ids: Iterable[UUID]) -> None:
    """Make documents vanish: invisible to search and gone from the tables in one step. Call it within a transaction."""
    ids = list(document_ids)
    index.withdraw(ids)
    retire(Version.objects.filter(document__in=ids))
    Document.objects.filter(pk__in=ids).delete()
