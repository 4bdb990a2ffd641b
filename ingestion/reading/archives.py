"""Packed formats (zip): refuses those that unpack to too much or that try something with XML entities."""

import re
import zipfile
from pathlib import Path

from ingestion.reading.errors import ArchiveTooLarge, Damaged, DangerousContent

MOST_ENTRIES = 20_000
BOMB_RATIO = 200
RATIO_MATTERS_FROM = 50 * 1024**2
BLOCK = 1 << 20
MARKUP = (".xml", ".rels", ".xhtml", ".html", ".htm", ".opf", ".ncx", ".vml")
ENTITY = re.compile(rb"<!ENTITY|<\0!\0E\0N\0T\0I\0T\0Y|\0<\0!\0E\0N\0T\0I\0T\0Y", re.IGNORECASE)
OVERLAP = 16


def check(path: Path, *, most_bytes: int) -> None:
    """Raise ArchiveTooLarge, DangerousContent or Damaged unless the archive is safe to give to a library."""
    try:
        with zipfile.ZipFile(path) as archive:
            check_sizes(archive.infolist(), path.stat().st_size, most_bytes)
            for entry in archive.infolist():
                check_entry(archive, entry)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise Damaged(detail=type(error).__name__) from error


def check_sizes(entries: list[zipfile.ZipInfo], packed: int, most_bytes: int) -> None:
    """What the archive itself declares."""
    unpacked = sum(entry.file_size for entry in entries)
    bomb = unpacked > RATIO_MATTERS_FROM and unpacked > BOMB_RATIO * packed
    if len(entries) > MOST_ENTRIES or unpacked > most_bytes or bomb:
        raise ArchiveTooLarge(detail=f"{len(entries)} entries, {unpacked} bytes from {packed}")


def check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Unpack a part that will be parsed, without keeping it: zipfile stops at its declared size and checks the sum."""
    if not entry.filename.lower().endswith(MARKUP):
        return
    tail = b""
    with archive.open(entry) as part:
        while block := part.read(BLOCK):
            if ENTITY.search(tail + block):
                raise DangerousContent(detail="entity")
            tail = block[-OVERLAP:]
