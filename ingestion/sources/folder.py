"""A folder of the server, watched: its files become documents. Links are never followed, wherever they lead."""

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from ingestion.errors import ItemError, SourceError
from ingestion.sources.port import Found, Known, Missed

OPENED = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass
class Folder:
    """The files below `path`, only those whose names end with one of `endings` (in small letters) if there are any.

    Each folder is walked by its descriptor: what is exchanged for a link meanwhile leads nowhere.
    """

    path: str
    endings: list[str] = field(default_factory=list)
    _here: int = field(default=-1, init=False)

    def list(self, known: Mapping[str, Known]) -> Iterator[Found | Missed]:
        """Every regular file that isn't hidden; a file counts as changed by its time, size and inode."""
        root, missed = allowed(self.path), list[OSError]()
        for path, folders, files, here in os.fwalk(root, onerror=missed.append, follow_symlinks=False):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            self._here = here
            for name in sorted(name for name in files if self._wants(name)):
                yield from _looked_at(here, name, str(Path(path, name).relative_to(root)))
        yield from (Missed(str(error.filename), f"The folder can't be opened: {error.strerror}.") for error in missed)

    @contextmanager
    def fetch(self, found: Found) -> Iterator[BinaryIO]:
        """The file, if it is one still."""
        with os.fdopen(os.open(Path(found.key).name, OPENED, dir_fd=self._here), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise ItemError("It is no longer a file.")
            yield file

    def _wants(self, name: str) -> bool:
        return not name.startswith(".") and (not self.endings or name.lower().endswith(tuple(self.endings)))


def allowed(path: str) -> Path:
    """The folder itself, links resolved, if it lies below one of the folders that the setting names. Raises SourceError."""
    root = _below(path)
    if not root.is_dir():
        raise SourceError(f"{path} is a file. Name the folder that it is in.")
    return root


def allowed_file(path: str) -> Path:
    """The same for a single file."""
    file = _below(path)
    if not file.is_file():
        raise SourceError(f"{path} is not a file.")
    return file


def _below(path: str) -> Path:
    try:
        place = Path(path).resolve(strict=True)
    except (OSError, ValueError, RuntimeError):
        raise SourceError(f"There is no folder or file {path} on the server, or Footnote may not look into it.") from None
    if not any(place.is_relative_to(Path(each).resolve()) for each in settings.SOURCES.folders):
        raise SourceError(
            f"{path} is not below a folder that sources may watch. Who runs Footnote names those in FOOTNOTE_SOURCE_FOLDERS."
        )
    return place


def _looked_at(here: int, name: str, key: str) -> Iterator[Found | Missed]:
    try:
        status = os.stat(name, dir_fd=here, follow_symlinks=False)
    except FileNotFoundError:
        return
    except OSError as error:
        yield Missed(key, f"The file can't be looked at: {error.strerror}.")
        return
    if stat.S_ISREG(status.st_mode):
        yield Found(key, key, f"{status.st_mtime_ns} {status.st_size} {status.st_ino}")
