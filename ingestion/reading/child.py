"""The reading process: takes one job from stdin, confines itself, and writes events as JSON lines; answers come by stdin too.

Everything that a library prints goes nowhere: file descriptor 1 is kept for events alone.
"""

import json
import os
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from ingestion import full_disk
from ingestion.reading import wire
from ingestion.reading.confinement import confine
from ingestion.reading.errors import Damaged, DiskFull, ReaderCrashed, ReadingError, TookTooMuchMemory, TooMuchOutput
from ingestion.reading.messages import Asked, Event, Limits

ERRNO_FILE_TOO_LARGE = 27
NO_ROOM = 1 << 16
TOO_DEEP = "The parts of the file lie too deep in one another to be read."


def main(*, parent: int | None = None) -> None:
    """Do the job; whatever goes wrong is said in one line. The process dies with `parent`, or with the one the job names."""
    pipe = _keep_the_pipe()
    job = json.loads(sys.stdin.readline())
    limits = Limits(**job.pop("limits"))
    at_home(job.pop("home"))
    told = job.pop("parent")
    confine(limits, parent=parent or told)
    try:
        _do(job, limits, pipe)
    except BaseException as error:
        full = full_disk.is_full(error) or _no_room(Path(job["out"]))
        _write(pipe, DiskFull(detail=_detail(error)) if full else _named(error))
    os._exit(0)


def at_home(folder: str) -> None:
    """Let temporary files and settings of libraries go into this folder, in a fork too."""
    os.environ |= {"HOME": folder, "TMPDIR": folder}
    tempfile.tempdir = None


def _keep_the_pipe() -> int:
    pipe = os.dup(1)
    os.dup2(2, 1)
    return pipe


def _do(job: dict[str, Any], limits: Limits, pipe: int) -> None:
    if job["task"] == "render":
        from ingestion.reading.rendering import draw

        draw(Path(job["path"]), page=job["page"], width=job["width"], out=Path(job["out"]), limits=limits)
        return
    from ingestion.reading.telling import tell

    path, out = Path(job["path"]), Path(job["out"])
    pages = (job["pages"][0], job["pages"][1]) if job["pages"] else None
    known = partial(_ask, pipe)
    for event in tell(path, name=job["name"], out=out, limits=limits, password=job["password"], pages=pages, known=known):
        _write(pipe, event)


def _ask(pipe: int, key: str) -> str | None:
    """Ask the worker what is known by this key, and wait for its answer."""
    _write(pipe, Asked(key))
    answer = json.loads(sys.stdin.readline())
    return None if answer is None else str(answer)


def _write(pipe: int, message: Event | Asked | ReadingError) -> None:
    line = memoryview(wire.encode(message))
    while line:
        line = line[os.write(pipe, line) :]


def _no_room(out: Path) -> bool:
    """Libraries and programs say of a full disk whatever they like, mostly that the file is broken."""
    folders = (out if out.is_dir() else out.parent, Path(tempfile.gettempdir()))
    return any(shutil.disk_usage(folder).free < NO_ROOM for folder in folders)


def _named(error: BaseException) -> ReadingError:
    """The error as the worker should hear it."""
    if isinstance(error, ReadingError):
        return error
    detail = _detail(error)
    if isinstance(error, RecursionError):
        return Damaged(TOO_DEEP, detail=detail)
    if isinstance(error, MemoryError):
        return TookTooMuchMemory(detail=detail)
    if isinstance(error, OSError) and error.errno == ERRNO_FILE_TOO_LARGE:
        return TooMuchOutput(detail=detail)
    return ReaderCrashed(detail=detail)


def _detail(error: BaseException) -> str:
    """What happened and where, never what the document says."""
    return f"{type(error).__name__} at {_place(error)}"


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "an unknown place"


if __name__ == "__main__":
    main()
