"""Versions that go, and the sweeping after them: points, page images, files that nobody needs any more."""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from ingestion import storage
from ingestion.batches import batched
from ingestion.flow.models import Try
from ingestion.models import Document, Leftover, Page, State, Version
from ingestion.ranges import holding
from ingestion.ranges.models import PageRange
from retrieval import index
from retrieval.errors import RetrievalError

log = logging.getLogger(__name__)


def retire(versions: QuerySet[Version]) -> None:
    """Remove versions from the tables and write down what they leave elsewhere. Call it within a transaction.

    Whoever holds one notices at the next step, so that what it leaves is due only when its lease has run out, or would have: of
    what was put aside a moment ago, the worker may not know it yet.
    """
    gone = list(versions)
    _write_down(_left_by(gone, keep_file=False, held=True))
    for some in batched([version.pk for version in gone]):
        Version.objects.filter(pk__in=some).update(lease=None)  # who is just writing is waited for, and nobody writes from here on
        PageRange.objects.filter(version__in=some).delete()
        Version.objects.filter(pk__in=some).delete()


def leave(*versions: Version, keep_file: bool, held: bool = False) -> None:
    """Write down what versions leave elsewhere, to be swept from now on; if `held`, when the leases on them have run out."""
    _write_down(_left_by(versions, keep_file=keep_file, held=held))


def unread(*versions: Version, held: bool = False) -> None:
    """Let go of what reading has brought of these versions; their files stay. Call it within a transaction.

    The ranges go before the pages: a helper that has just written pages proved that its range was there.
    """
    leave(*versions, keep_file=True, held=held)
    for some in batched([version.pk for version in versions]):
        PageRange.objects.filter(version__in=some).delete()
        Page.objects.filter(version__in=some).delete()


def _left_by(versions: Iterable[Version], *, keep_file: bool, held: bool) -> Iterator[Leftover]:
    """`held`: whoever holds one of them notices only at the next step. So does whoever reads a range of one, always."""
    now = timezone.now()
    for some in batched(versions):
        ids = [version.pk for version in some]
        later = [holding.held_until(ids), _not_due(ids) if held else {}]
        for version in some:
            ends = [version.leased_until if held and version.lease else None, *(known.get(version.pk) for known in later)]
            due_at = max([now, *filter(None, ends)])
            sha256 = "" if keep_file else version.sha256
            yield Leftover(version_id=version.pk, document_id=version.document_id, sha256=sha256, due_at=due_at)


def _not_due(version_ids: list[UUID]) -> dict[UUID, datetime]:
    """When what these versions left is due, where that is yet to come."""
    later = Leftover.objects.filter(due_at__gt=timezone.now(), pk__in=version_ids)
    return dict(later.values_list("version_id", "due_at"))


def _write_down(left: Iterable[Leftover]) -> None:
    Leftover.objects.bulk_create(
        left,
        batch_size=200,
        update_conflicts=True,
        unique_fields=["version_id"],
        update_fields=["document_id", "sha256", "due_at", "points_only"],
    )


def hide(versions: QuerySet[Version]) -> None:
    """Keep these versions, but let their points be swept from the index. Call it within a transaction."""
    _write_down(
        [Leftover(version_id=each.pk, document_id=each.document_id, points_only=True, due_at=timezone.now()) for each in versions]
    )


def let_go(version: Version) -> None:
    """Its worker has stopped working on a version: if it is gone or was put aside, what was written since then is swept too."""
    known = Version.objects.filter(pk=version.pk).first()
    if known is None or known.state == State.FAILED:
        leave(version, keep_file=known is not None)


def sweep() -> None:
    """Sweep all that is due. Safe to repeat, and to run in two places at once."""
    for leftover in Leftover.objects.filter(due_at__lte=timezone.now()).order_by("due_at").iterator():
        try:
            sweep_one(leftover)
        except RetrievalError:
            log.warning("The index does not answer: sweeping waits.")
            return


def sweep_one(leftover: Leftover) -> None:
    """Remove what one version left; its row goes last, so that a crash in between is made good."""
    if leftover.points_only:
        _sweep_points(leftover)
        return
    _sweep_index(leftover)
    storage.discard_page_images(leftover.version_id)
    storage.discard(leftover.sha256, unless=Version.objects.filter(sha256=leftover.sha256).exists)
    Leftover.objects.filter(pk=leftover.pk, sha256=leftover.sha256).delete()


def _sweep_points(leftover: Leftover) -> None:
    """Not those of a version that came back meanwhile, or is on its way."""
    if not Version.objects.filter(Q(returning=True) | Q(document__current=F("pk")), pk=leftover.version_id).exists():
        index.hide(leftover.version_id)
    Leftover.objects.filter(pk=leftover.pk, points_only=True).delete()


def _sweep_index(leftover: Leftover) -> None:
    if Document.with_trash.filter(pk=leftover.document_id).exists():
        index.discard(leftover.version_id)
    else:
        index.sweep(leftover.document_id, keep=None)


def family(document: Document) -> list[UUID]:
    """The ids of a document and of everything that came inside it, however deep, in the trash or not."""
    found, level = [document.pk], [document.pk]
    while level:
        level = list(Document.with_trash.filter(parent__in=level).values_list("pk", flat=True))
        found += level
    return found


def remove_all(document_ids: Iterable[UUID]) -> None:
    """Make documents vanish: invisible to search and gone from the tables in one step. Call it within a transaction.

    Of the work on them only numbers stay: why a try ended may quote the file.
    """
    parts = list(batched(list(document_ids)))
    for some in parts:
        index.withdraw(some)
        Try.objects.filter(document__in=some).update(document=None, reason="", detail="")
        retire(Version.objects.filter(document__in=some))
    for some in parts:  # only now: deleting one deletes what came inside it, whose versions must be written down before
        Document.with_trash.filter(pk__in=some).delete()
