"""The end of an upload in parts: taken in as any other file, discarded, or forgotten because nothing more of it came."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from time import time

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from access.access import NotHere, access_collection
from access.models import Role
from ingestion import intake, storage
from ingestion.arriving.errors import InUse, UploadGone
from ingestion.arriving.models import Upload, unfinished
from ingestion.arriving.receiving import held, known
from ingestion.errors import IntakeError, NoRoom

A_MOMENT = timedelta(seconds=30)
STRAY_SECONDS = 3600
"""A file this old without a row is not one whose row is about to be written."""
NOT_HERE_ANY_MORE = "You may not add to this collection any more."


def finish(upload: Upload) -> Upload:
    """Take a whole upload in; one that is not whole, or was taken in already, stays as it is. Safe to repeat.

    Raises NoRoom and InUse: then it is done later (`tidy`).
    """
    with held(upload):
        now = known(upload)
        if now.is_whole and not now.finished_at:
            _take_in(now)
            storage.part(now.pk).unlink(missing_ok=True)
        return now


def discard(upload: Upload) -> None:
    """End an upload, with all that came of it."""
    storage.part(upload.pk).unlink(missing_ok=True)
    Upload.objects.filter(pk=upload.pk).delete()


def tidy() -> None:
    """Take in what is whole and was not, as its process died or the disk was full; forget what nobody has gone on with."""
    late = timezone.now() - timedelta(hours=settings.INGESTION.unfinished_hours)
    for upload in unfinished(touched_at__lt=late):
        discard(upload)
    for upload in unfinished(offset=F("size"), touched_at__lt=timezone.now() - A_MOMENT):
        with suppress(NoRoom, InUse, UploadGone):
            finish(upload)
    Upload.objects.filter(finished_at__lt=late).delete()
    for path in strays():
        path.unlink(missing_ok=True)


def strays() -> Iterator[Path]:
    """Files of uploads that are no more: their collection or their person went."""
    for path in storage.folder("uploads").iterdir():
        with suppress(FileNotFoundError):
            if time() - path.stat().st_mtime > STRAY_SECONDS and not Upload.objects.filter(pk=path.name, finished_at=None).exists():
                yield path


def _take_in(upload: Upload) -> None:
    """By the door of all files; whether its person may still add to the collection is looked at now."""
    try:
        collection = access_collection(upload.by, upload.collection_id, Role.EDITOR)
        arrived = storage.Arrived(storage.part(upload.pk))
        accepted = intake.accept(collection, upload.name, arrived, by=upload.by, by_hand=upload.by_hand)
    except NoRoom:
        raise
    except (IntakeError, NotHere) as error:
        upload.outcome, upload.reason = "refused", NOT_HERE_ANY_MORE if isinstance(error, NotHere) else str(error)
    else:
        upload.document, upload.outcome, upload.reason = accepted.document, accepted.outcome, accepted.warning
    upload.finished_at = timezone.now()
    ended = {name: getattr(upload, name) for name in ("document", "outcome", "reason", "finished_at")}
    Upload.objects.filter(pk=upload.pk).update(**ended)  # no more if it was discarded meanwhile
