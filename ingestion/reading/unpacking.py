"""Looks into archives: what is in them, and which of it can be taken out. Names are only data; nothing is unpacked by them."""

import bz2
import gzip
import lzma
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

LOCKED, UTF8, AES = 0x1, 0x800, 99
CLUTTER = ("Thumbs.db", "desktop.ini", ".DS_Store")
BROKEN = (
    zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError, NotImplementedError,
    zipfile.zlib.error,  # type: ignore[attr-defined]
)  # fmt: skip
"""What the libraries raise for files that are not in order."""
COMPRESSED: dict[str, Callable[..., Any]] = {
    "application/gzip": gzip.open,
    "application/x-bzip2": bz2.open,
    "application/x-xz": lzma.open,
}


@dataclass(frozen=True)
class Member:
    """One file in an archive. `left_out` says why it can't be taken out; `size` is what the archive claims, -1 if nothing."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]
    locked: bool = False
    left_out: str = ""


@contextmanager
def members(path: Path, media_type: str, *, name: str, password: str = "") -> Iterator[Iterator[Member]]:
    """The files of an archive in their order, each to be opened before the next is asked for. Folders and clutter are no files."""
    if media_type == "application/zip":
        with zipfile.ZipFile(path) as archive:
            archive.setpassword(password.encode())
            yield (
                _zipped(archive, entry) for entry in archive.infolist() if not entry.is_dir() and not _is_clutter(entry.filename)
            )
    elif media_type == "application/x-tar" or _holds_tar(path):
        with tarfile.open(path) as tape:
            yield (_taped(tape, entry) for entry in tape if not entry.isdir() and not _is_clutter(entry.name))
    else:
        yield iter([Member(PurePosixPath(name).stem or "unpacked", -1, lambda: COMPRESSED[media_type](path))])


def is_ours(error: Exception) -> bool:
    """Whether it is not the archive that is broken: a full disk, a limit that was reached."""
    return isinstance(error, OSError) and error.errno is not None


def _zipped(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Member:
    locked = bool(entry.flag_bits & LOCKED)
    left_out = ""
    if stat.S_ISLNK(entry.external_attr >> 16):
        left_out = "a link, which is not followed"
    elif locked and entry.compress_type == AES:
        left_out = "encrypted with AES, which cannot be opened here"
    return Member(_decoded(entry), entry.file_size, lambda: archive.open(entry), locked, left_out)


def _taped(tape: tarfile.TarFile, entry: tarfile.TarInfo) -> Member:
    left_out = (
        "" if entry.isreg() else "a link, which is not followed" if entry.islnk() or entry.issym() else "no file but a device"
    )
    return Member(entry.name, entry.size, lambda: cast(IO[bytes], tape.extractfile(entry)), left_out=left_out)


def _decoded(entry: zipfile.ZipInfo) -> str:
    """Programs that write UTF-8 without saying so are more common than those that mean the old code page."""
    if entry.flag_bits & UTF8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def _holds_tar(path: Path) -> bool:
    """Whether it is a tar within: zeros alone could be the end of one."""
    try:
        with tarfile.open(path) as tape:
            return tape.next() is not None
    except tarfile.ReadError:
        return False


def _is_clutter(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return not parts or "__MACOSX" in parts or parts[-1] in CLUTTER or parts[-1].startswith("._")
