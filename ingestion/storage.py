"""Where bytes lie. Originals are kept under the SHA-256 of their content, page images under the version they belong to.

files/incoming/   drafts on their way in
files/originals/  ab/abcdef…: each content once, however many documents have it
files/pages/      <version id>/<page number>.<format>
files/work/       what reading a file unpacks while it runs
files/uploads/    <upload id>: files that come in parts, until they are whole
files/turns/      <person's id>-<number>: empty, locked while that person sends a part
"""

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol
from uuid import UUID, uuid4

from django.conf import settings

from ingestion import full_disk
from ingestion.errors import NoRoom, NotStored
from ingestion.models import Version

BLOCK = 1024**2
NO_LINKS = (errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK)
"""What a file system says that makes no hard link here."""


class Readable(Protocol):
    """What can be read in blocks: an open file, an upload."""

    def read(self, size: int = -1, /) -> bytes: ...  # noqa: D102


@dataclass(frozen=True)
class Arrived:
    """A file that lies on this disk for good already: it is linked if it can be, and whoever put it there removes it."""

    path: Path


@dataclass(frozen=True)
class Kept:
    """Bytes that are safely on disk. `sha256` is empty if there were more than the limit: then nothing was kept."""

    sha256: str
    size: int


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if full_disk.is_full(error):
            raise NoRoom from error
        raise NotStored(f"The file could not be stored: {error.strerror}. Ask the person who runs Footnote.") from error


@contextmanager
def keep(stream: Readable | Arrived, *, limit: int) -> Iterator[Kept]:
    """Store the stream's bytes, on disk for good before this yields; within the block no `discard` takes them away.

    Create the row that names them inside the block. Reading stops once more than `limit` bytes came. Raises NotStored.
    """
    draft = folder("incoming") / uuid4().hex
    try:
        kept = _link(stream, draft, limit) if isinstance(stream, Arrived) else _write(stream, draft, limit)
        with _locked(fcntl.LOCK_SH):
            if kept.sha256:
                _settle(draft, content(kept.sha256))
            yield kept
    finally:
        draft.unlink(missing_ok=True)


def part(upload_id: UUID) -> Path:
    """The file of an upload that comes in parts."""
    return folder("uploads") / str(upload_id)


def turn(person_id: int, number: int) -> Path:
    """The file that is locked while somebody sends a part of an upload."""
    return folder("turns") / f"{person_id}-{number}"


@_disk()
def make_part(upload_id: UUID) -> None:
    """Make the file of an upload, empty."""
    part(upload_id).touch(mode=0o600)
    _sync_folder(folder("uploads"))


def digest(stream: Readable) -> str:
    """The SHA-256 of what is left in the stream."""
    sha = hashlib.sha256()
    while block := stream.read(BLOCK):
        sha.update(block)
    return sha.hexdigest()


def content(sha256: str) -> Path:
    """The place of the bytes with this SHA-256."""
    return settings.INGESTION.files / "originals" / sha256[:2] / sha256


def original(version: Version) -> Path:
    """The file as it was received."""
    return content(version.sha256)


def page_images(version_id: UUID) -> Path:
    """The folder of a version's page images; it may not be there."""
    return settings.INGESTION.files / "pages" / str(version_id)


def page_image(version: Version, number: int) -> Path:
    """The image of a page, counted from 1, in whatever format it was kept; where it would lie as PNG if there is none yet."""
    images = page_images(version.pk)
    return next(images.glob(f"{number}.*"), images / f"{number}.png")


def drawings(version_id: UUID) -> Path:
    """The folder of the pages of a version that were drawn for looking at; it may not be there."""
    return settings.INGESTION.files / "drawn" / str(version_id)


def keep_page_image(version: Version, number: int, image: Path) -> None:
    """Move an image that reading made to its place."""
    images = page_images(version.pk)
    images.mkdir(parents=True, exist_ok=True)
    shutil.move(image, images / f"{number}{image.suffix}")


def copy_page_images(source_id: UUID, target_id: UUID) -> None:
    """Give a version the page images of another one, as links to the same bytes. Safe to repeat."""
    if page_images(source_id).is_dir():
        shutil.rmtree(page_images(target_id), ignore_errors=True)
        shutil.copytree(page_images(source_id), page_images(target_id), copy_function=os.link)


def discard_page_images(version_id: UUID) -> None:
    """Remove all page images of a version. Safe to repeat."""
    for pictures in (page_images(version_id), drawings(version_id)):
        shutil.rmtree(pictures, ignore_errors=True)


def page_image_numbers(version_id: UUID) -> set[int]:
    """The numbers of a version's pages of which images are kept."""
    return {int(image.stem) for image in page_images(version_id).glob("*") if image.stem.isdecimal()}


def discard_page_images_but(version_id: UUID, numbers: Collection[int]) -> None:
    """Remove the images of a version's pages with other numbers than these, and what was drawn of it. Safe to repeat."""
    names = {str(number) for number in numbers}
    for image in page_images(version_id).glob("*"):
        if image.stem not in names:
            image.unlink(missing_ok=True)
    shutil.rmtree(drawings(version_id), ignore_errors=True)


def discard(sha256: str, *, unless: Callable[[], bool]) -> bool:
    """Remove an original unless it is needed after all: asked while no upload can be between its bytes and its row."""
    with _locked(fcntl.LOCK_EX):
        if not sha256 or unless():
            return False
        content(sha256).unlink(missing_ok=True)
        return True


@contextmanager
def workspace() -> Iterator[Path]:
    """An empty folder on the same disk, gone afterwards."""
    with TemporaryDirectory(dir=folder("work"), ignore_cleanup_errors=True) as name:
        yield Path(name)


def folder(name: str) -> Path:
    """One of the folders under `files`, made if it is missing."""
    path: Path = settings.INGESTION.files / name
    path.mkdir(parents=True, exist_ok=True)
    return path


@_disk()
def _write(stream: Readable, draft: Path, limit: int) -> Kept:
    sha, size = hashlib.sha256(), 0
    with draft.open("xb") as file:
        while block := stream.read(BLOCK):
            size += len(block)
            if size > limit:
                return Kept("", size)
            sha.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return Kept(sha.hexdigest(), size)


@_disk()
def _link(arrived: Arrived, draft: Path, limit: int) -> Kept:
    if (size := arrived.path.stat().st_size) > limit:
        return Kept("", size)
    with arrived.path.open("rb") as file:
        try:
            os.link(arrived.path, draft)
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            return _write(file, draft, limit)
        return Kept(digest(file), size)


@_disk()
def _settle(draft: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    draft.replace(place)
    for changed in (place.parent, place.parent.parent):
        _sync_folder(changed)


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(kind: int) -> Iterator[None]:
    with (folder("incoming") / ".lock").open("a") as file:
        fcntl.flock(file, kind)
        yield
