"""How much room is left on the disk with the documents, and how much of it must stay free (FOOTNOTE_KEEP_FREE_MB)."""

import os
from pathlib import Path

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from ingestion.errors import NoRoom


def free(path: Path | None = None) -> int:
    """The bytes that this user may still write, on the disk with the documents or on that of `path`."""
    about = os.statvfs(path or _there(settings.INGESTION.files))
    return about.f_bavail * about.f_frsize


def is_short(coming: int = 0) -> bool:
    """Whether less than is to be kept free would be left after so many more bytes."""
    return free() - coming < settings.INGESTION.keep_free_bytes


def check(coming: int = 0) -> None:
    """Raise NoRoom rather than take so many more bytes in."""
    if is_short(coming):
        raise NoRoom


def shortage() -> str:
    """What there is to say about it, without a full stop; empty if there is room."""
    return "the disk is nearly full" if is_short() else ""


def figures() -> str:
    """How much is free, and how much must be."""
    return f"{filesizeformat(free())} free, {filesizeformat(settings.INGESTION.keep_free_bytes)} must stay free"


def _there(path: Path) -> Path:
    """The folder, or the nearest one above it that is there already."""
    return next(each for each in (path, *path.parents) if each.exists())
