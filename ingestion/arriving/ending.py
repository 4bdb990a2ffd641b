"""The end of an upload in parts: taken in as any other file, discarded, or forgotten because nothing more of it came."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from time import time

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from access.access import NotHere, access_collection
from access.models import Role
from ingestion import intake, storage
from ingestion.arriving.errors import InUse, TakenIn, UploadGone
from ingestion.arriving.models import Upload, unfinished
from ingestion.arriving.receiving import held, known
from ingestion.errors import IntakeError, NoRoom, NotStored

log = logging.getLogger(__name__)
A_MOMENT = timedelta(seconds=30)
STRAY_SECONDS = 3600
"""A file this old without a row is not one whose row is about to be written."""
NOT_HERE_ANY_MORE = "You may not add to this collection any more."


def finish(upload: Upload) -> Upload:
    """Take a whole upload in; one that is not whole, or was taken in already, stays as it is. Safe to repeat.

    Raises NotStored (NoRoom among them) and InUse: then it is done later (`tidy`).
    """
    with held(upload):
        now = known(upload)
        if now.is_whole and not now.finished_at:
            _take_in(now)
            storage.part(now.pk).unlink(missing_ok=True)
        return now


def discard(upload: Upload) -> None:
    """End an upload, with all that came of it. Raises InUse, UploadGone, and TakenIn if nothing is left to end."""
    with _alone(upload):
        if known(upload).finished_at:
            raise TakenIn
        _remove(upload)


def tidy() -> None:
    """Take in what is whole and was not, as its process died or the disk was full; forget what nobody has gone on with.

    What is whole was acknowledged: it is not forgotten, however long it has to wait.
    """
    late = timezone.now() - timedelta(hours=settings.INGESTION.unfinished_hours)
    for upload in unfinished(touched_at__lt=late):
        with _apart(upload.pk):
            _expire(upload, late)
    for upload in unfinished(offset=F("size"), touched_at__lt=timezone.now() - A_MOMENT):
        with _apart(upload.pk):
            finish(upload)
    Upload.objects.filter(finished_at__lt=late).delete()
    for path in strays():
        with _apart(path.name):
            path.unlink(missing_ok=True)


def strays() -> Iterator[Path]:
    """Files of uploads that are no more: their collection or their person went."""
    expected = {str(key) for key in unfinished().values_list("pk", flat=True)}
    for path in storage.folder("uploads").iterdir():
        with suppress(FileNotFoundError):
            if path.name not in expected and time() - path.stat().st_mtime > STRAY_SECONDS:
                yield path


@contextmanager
def _alone(upload: Upload) -> Iterator[bool]:
    """Nobody else changes the upload meanwhile; yields whether its file is still there. Raises InUse."""
    with ExitStack() as stack:
        try:
            stack.enter_context(held(upload))
        except UploadGone:
            yield False
        else:
            yield True


@contextmanager
def _apart(name: object) -> Iterator[None]:
    """The trouble of one upload keeps nobody from looking after the others."""
    try:
        yield
    except (NoRoom, InUse, UploadGone):
        pass
    except Exception:
        log.exception("Could not look after the upload %s", name)


def _expire(upload: Upload, late: datetime) -> None:
    """Forget an upload, unless more of it came meanwhile or all of it is here."""
    with _alone(upload) as is_here:
        now = known(upload)
        if now.touched_at < late and not now.finished_at and not (now.is_whole and is_here):
            _remove(now)


def _remove(upload: Upload) -> None:
    storage.part(upload.pk).unlink(missing_ok=True)
    Upload.objects.filter(pk=upload.pk).delete()


def _take_in(upload: Upload) -> None:
    """By the door of all files; whether its person may still add to the collection is looked at now. Raises NotStored."""
    try:
        collection = access_collection(upload.by, upload.collection_id, Role.EDITOR)
        arrived = storage.Arrived(storage.part(upload.pk))
        accepted = intake.accept(collection, upload.name, arrived, by=upload.by, by_hand=upload.by_hand)
    except NotStored:
        raise
    except (IntakeError, NotHere) as error:
        upload.outcome, upload.reason = "refused", NOT_HERE_ANY_MORE if isinstance(error, NotHere) else str(error)
    else:
        upload.document, upload.outcome, upload.reason = accepted.document, accepted.outcome, accepted.warning
    upload.finished_at = timezone.now()
    ended = {name: getattr(upload, name) for name in ("document", "outcome", "reason", "finished_at")}
    Upload.objects.filter(pk=upload.pk).update(**ended)  # no more if its collection or person went meanwhile
