"""A folder of its own for each reading process, gone afterwards. What killed workers left behind is cleared by the next one.

A worker holds a lock on its folder, which the system takes away with the worker, however that ends.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "footnote-reading-"
YOUNG_SECONDS = 60
"""A folder this young may belong to a worker that is about to lock it."""


@contextmanager
def private_folder() -> Iterator[Path]:
    """An empty folder that only this user may open."""
    clear_abandoned(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as name, locked(Path(name)):
        yield Path(name)


def clear_abandoned(parent: Path) -> None:
    """Remove the folders of this user that no living worker holds."""
    for folder in parent.glob(f"{PREFIX}*"):
        with suppress(OSError):
            about = folder.lstat()
            if about.st_uid == os.geteuid() and time.time() - about.st_mtime > YOUNG_SECONDS:
                with locked(folder):
                    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder. Raises OSError if somebody else does, or if it is no folder."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)
