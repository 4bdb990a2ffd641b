"""A dump on the server's disk, plain or packed by gzip: read statement by statement, within limits, to its very end."""

import gzip
import io
import os
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO, TextIO, cast

from django.conf import settings

from ingestion.errors import SourceError
from ingestion.reading.decoding import SAMPLE, encoding_in
from ingestion.reading.kinds import HEAD, looks_like_text
from ingestion.reading.sql import escapes_in, statements
from ingestion.reading.sql_tables import Columns, Other, Rows, told
from ingestion.sources.folder import OPENED, allowed_file

MOST_FILES = 20
"""How many times the largest upload a dump may be, unpacked."""
ASIDES = r"(?:\s|(?:--|\\unrestrict )[^\n]*(?:\n|\Z))*"
ENDS = tuple(
    (re.compile(begin, re.MULTILINE), re.compile(f"{ASIDES}{end}{ASIDES}"))
    for begin, end in (
        ("^-- PostgreSQL database cluster dump", "-- PostgreSQL database cluster dump complete"),
        ("^-- PostgreSQL database dump", "-- PostgreSQL database dump complete"),
        ("^-- (?:MySQL|MariaDB) dump", "-- Dump completed.*"),
        (r"\A\s*(?:PRAGMA foreign_keys=OFF|BEGIN TRANSACTION)", "COMMIT"),
    )
)
"""How programs that write dumps begin, and what the last of their statements is, all of it: a row may say anything."""


def opened(path: str) -> BinaryIO:
    """The file, if it lies below a folder that sources may look into. Raises SourceError."""
    try:
        return os.fdopen(os.open(allowed_file(path), OPENED), "rb")
    except OSError as error:
        raise SourceError(f"The dump can't be opened: {error.strerror}.") from error


def stamp(file: BinaryIO) -> str:
    """What changes when the file does."""
    status = os.fstat(file.fileno())
    return f"{status.st_mtime_ns} {status.st_size} {status.st_ino}"


def told_in(file: BinaryIO) -> Iterator[Columns | Rows | Other]:
    """What the statements of a dump say. Raises SourceError for what is none, is cut off, or is too large."""
    try:
        text = _text(file)
        escapes = escapes_in(text)
        yield from told(_whole(_limited(statements(text, escapes=escapes))), escapes=escapes)
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"The dump can't be unpacked: {error}. It may still be being written.") from error


def _text(file: BinaryIO) -> TextIO:
    packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    plain = cast(BinaryIO, gzip.GzipFile(fileobj=file)) if packed else file
    head = plain.read(SAMPLE)
    if head.startswith(b"PGDMP"):
        raise SourceError("This dump is in PostgreSQL's own format. Write it as SQL: pg_dump --format=plain.")
    if not looks_like_text(head[:HEAD]):
        raise SourceError("The file is no SQL dump: it is neither text nor text packed by gzip.")
    plain.seek(0)
    return io.TextIOWrapper(plain, encoding_in(head), "replace")


def _limited(found: Iterator[str]) -> Iterator[str]:
    left = most = settings.INGESTION.upload_max_bytes * MOST_FILES
    for statement in found:
        left -= len(statement)
        if left < 0:
            raise SourceError(f"The dump is larger than {most // 1024**2} MB.")
        yield statement


def _whole(found: Iterator[str]) -> Iterator[str]:
    """The statements, if the last of them is there: half a dump must not look like one from which much has gone."""
    wanted: re.Pattern[str] | None = None
    last = ""
    for number, last in enumerate(found):
        if number == 0:
            wanted = next((end for begin, end in ENDS if begin.search(last)), None)
        yield last
    if wanted and not wanted.fullmatch(last):
        raise SourceError("The end of the dump is missing. It may still be being written, or its program met errors.")
