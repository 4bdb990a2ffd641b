"""Draws PDF pages for the browser, in a confined process, and keeps the pictures until there are too many of them."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from ingestion import reading, storage
from ingestion.models import Version
from ingestion.reading import Limits, ReadingError

WIDTH = 1400
SECONDS = 20.0
AT_ONCE = 2
KEPT_BYTES = 512 * 1024**2
_turns = threading.BoundedSemaphore(AT_ONCE)


class NoPicture(Exception):
    """There is no picture of the page; `str(error)` is fit to show."""


class TryAgainLater(NoPicture):
    """Too many pages are being drawn at this moment."""


def drawn(version: Version, number: int) -> Path:
    """The picture of page `number` of a PDF, as a JPEG. Raises NoPicture.

    Safe for many at once: a picture appears in one step, and two that draw the same page only do the work twice.
    """
    place = storage.drawings(version.pk) / f"{number}.jpg"
    if not place.is_file():
        with _turn():
            if not place.is_file():
                _draw(version, number, place)
                _make_room(place)
    return place


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=SECONDS):
        raise TryAgainLater("Many pages are being opened just now. Try again in a moment.")
    try:
        yield
    finally:
        _turns.release()


def _draw(version: Version, number: int, place: Path) -> None:
    limits = replace(Limits.of(settings.INGESTION), seconds=SECONDS)
    with storage.workspace() as folder:
        try:
            picture = reading.render(storage.original(version), page=number, out=folder / place.name, width=WIDTH, limits=limits)
        except ReadingError as error:
            raise NoPicture(error.reason) from error
        place.parent.mkdir(parents=True, exist_ok=True)
        picture.replace(place)


def _make_room(newest: Path) -> None:
    """Remove the pictures that were drawn first while all together are more than is kept."""
    total = 0
    for stat, path in sorted(_pictures(newest.parent.parent), key=lambda found: found[0].st_mtime, reverse=True):
        total += stat.st_size
        if total > KEPT_BYTES and path != newest:
            path.unlink(missing_ok=True)


def _pictures(folder: Path) -> Iterator[tuple[os.stat_result, Path]]:
    for path in folder.glob("*/*.jpg"):
        with suppress(FileNotFoundError):
            yield path.stat(), path
