"""The parts of an upload, one after the other: what is acknowledged is on disk for good, whatever happens afterwards."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import new as hashing
from typing import IO

from django.db import connection
from django.utils import timezone

from ingestion import full_disk, room, storage
from ingestion.arriving.errors import InUse, MoreThanAnnounced, NotAsSent, NotWhereItStopped, TooManyAtOnce, UploadGone
from ingestion.arriving.models import Upload
from ingestion.errors import NoRoom

STEP = 16 * 1024**2
"""Bytes after which a long part is settled, so that a connection or process that dies loses no more than these."""
AT_ONCE = 4
"""Parts that one person may send at once: each keeps a thread of the web process busy, however slowly it comes."""


@dataclass(frozen=True)
class Checksum:
    """What a part should come to."""

    algorithm: str
    digest: bytes


def append(upload: Upload, offset: int, blocks: Iterable[bytes], *, checksum: Checksum | None = None) -> Upload:
    """Add a part that begins at `offset`, block by block; returns the upload as it is then.

    However the blocks end, what came of them is kept; of a part with a checksum, all or nothing. Raises ArrivingError, NoRoom.
    """
    with _turn(upload), held(upload) as file:
        part = _Part(known(upload), file, offset)
        if checksum:
            _take_checked(part, blocks, checksum)
        else:
            _take(part, blocks)
        return part.upload


@contextmanager
def held(upload: Upload) -> Iterator[IO[bytes]]:
    """The file of an upload, for one holder among all processes. Raises InUse, and UploadGone if it is not there any more."""
    try:
        file = storage.part(upload.pk).open("r+b", buffering=0)
    except FileNotFoundError:
        raise UploadGone from None
    with file:
        if not _taken(file):
            raise InUse
        yield file


def known(upload: Upload) -> Upload:
    """The upload as it is now."""
    found = Upload.objects.select_related("collection", "by").filter(pk=upload.pk).first()
    if found is None:
        raise UploadGone
    return found


@contextmanager
def _turn(upload: Upload) -> Iterator[None]:
    """One of a person's turns, which a process that dies gives back. Raises TooManyAtOnce."""
    with ExitStack() as stack:
        turns = (stack.enter_context(storage.turn(upload.by_id, number).open("ab")) for number in range(AT_ONCE))
        if not any(map(_taken, turns)):
            raise TooManyAtOnce
        yield


def _taken(file: IO[bytes]) -> bool:
    """Whether the lock on this file is this holder's now."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class _Part:
    def __init__(self, upload: Upload, file: IO[bytes], offset: int) -> None:
        if offset != upload.offset or upload.finished_at:
            raise NotWhereItStopped
        self.upload, self.file, self.at = upload, file, offset
        self.file.truncate(offset)  # what a broken-off part has left beyond what was settled
        self.file.seek(offset)
        self.go_on()

    def write(self, block: bytes) -> None:
        if self.at + len(block) > self.upload.size:
            raise MoreThanAnnounced
        left = memoryview(block)
        while left:
            written = self.file.write(left)
            self.at += written
            left = left[written:]

    def go_on(self) -> None:
        """Somebody goes on with the upload, so that it doesn't expire. Raises UploadGone and NoRoom."""
        self.step_from = self.at
        self._record(touched_at=timezone.now())
        room.check()

    def settle(self) -> None:
        """From now on, what was written counts."""
        os.fsync(self.file.fileno())
        self.step_from = self.at
        self._record(offset=self.at, touched_at=timezone.now())

    @property
    def is_step(self) -> bool:
        """Whether a step was written since the last look at the disk."""
        return self.at - self.step_from >= STEP

    def _record(self, **now: object) -> None:
        """Bytes may come slowly: meanwhile other requests need the connection to the database more."""
        if not Upload.objects.filter(pk=self.upload.pk).update(**now):
            raise UploadGone
        for name, value in now.items():
            setattr(self.upload, name, value)
        if not connection.in_atomic_block:
            connection.close()


def _take(part: _Part, blocks: Iterable[bytes]) -> None:
    with _full_is_no_room():
        try:
            for block in blocks:
                part.write(block)
                if part.is_step:
                    part.settle()
                    room.check()
        finally:
            part.settle()


def _take_checked(part: _Part, blocks: Iterable[bytes], checksum: Checksum) -> None:
    summed = hashing(checksum.algorithm)
    with _full_is_no_room():
        for block in blocks:
            part.write(block)
            summed.update(block)
            if part.is_step:
                part.go_on()
        if summed.digest() != checksum.digest:
            raise NotAsSent
        part.settle()


@contextmanager
def _full_is_no_room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if full_disk.is_full(error):
            raise NoRoom from error
        raise
