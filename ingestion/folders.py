"""Files and folders of a disk as an operator names them, each with the name that its document gets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingestion import names
from ingestion.errors import IntakeError


@dataclass(frozen=True)
class Found:
    """A file on disk, and what its document is called."""

    path: Path
    name: str


def find(paths: Iterable[Path]) -> list[Found]:
    """All files under these paths, hidden ones left out, in the order of their names.

    Raises IntakeError if a path is not there or two files would be one document.
    """
    found: dict[str, Found] = {}
    for each in (file for path in paths for file in _files(path)):
        other = found.setdefault(each.name, each)
        if other.path.resolve() != each.path.resolve():
            raise IntakeError(f"{other.path} and {each.path} would both be called {each.name}. Name the folder above them instead.")
    return sorted(found.values(), key=lambda each: each.name)


def _files(path: Path) -> Iterator[Found]:
    if path.is_file():
        yield Found(path, names.tidy(path.name))
    elif path.is_dir():
        yield from (Found(file, names.tidy(str(file.relative_to(path)))) for file in _below(path))
    else:
        raise IntakeError(f"{path} is not there.")


def _below(folder: Path) -> Iterator[Path]:
    """Links to folders are not followed: they may lead round in a circle, or out."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _below(path)
        elif path.is_file():
            yield path
