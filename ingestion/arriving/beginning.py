"""The beginning of an upload in parts: may it be so large, may this person begin another one, and is there room for all of it?"""

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum

from access.models import Collection, User
from ingestion import room, storage
from ingestion.arriving.errors import LargerThanAllowed, TooManyUnfinished
from ingestion.arriving.models import Upload, unfinished


def begin(collection: Collection, name: str, size: int, *, by: User, stamp: str = "", by_hand: bool = False) -> Upload:
    """An empty upload. Room is kept for what is still to come of this and of all others.

    Raises LargerThanAllowed, TooManyUnfinished and NoRoom.
    """
    most = settings.INGESTION.upload_max_bytes
    if size > most:
        raise LargerThanAllowed(f"The file is too large: at most {most // 1024**2} MB are accepted. Split it or save it smaller.")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        _check_share(by, size)
        room.check(size + (unfinished().aggregate(left=Sum(F("size") - F("offset")))["left"] or 0))
        upload = Upload(collection=collection, by=by, name=name[:500], stamp=stamp[:100], size=size, by_hand=by_hand)
        storage.make_part(upload.pk)
        upload.save()
    return upload


def _check_share(by: User, size: int) -> None:
    """Nobody may fill the disk with what they never end."""
    mine = unfinished(by=by)
    begun = mine.aggregate(size=Sum("size"))["size"] or 0
    if mine.count() >= settings.INGESTION.unfinished_files or begun + size > settings.INGESTION.unfinished_bytes:
        raise TooManyUnfinished
