"""Files that are either the old ones or the new ones, whatever happens in between."""

import os
from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """Replace the file in one step, and wait until the disk has it."""
    draft = path.with_name(f".{path.name}.draft")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    move(draft, path)


def move(source: Path, target: Path) -> None:
    """Rename within one disk, in one step, and wait until the disk has it."""
    source.replace(target)
    for folder in {source.parent, target.parent}:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        os.fsync(handle)
        os.close(handle)
