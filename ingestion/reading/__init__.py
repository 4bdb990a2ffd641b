"""Reads files that may be hostile, in a process of their own: events come out, or one named reason why not."""

from collections import deque
from collections.abc import Callable, Generator
from pathlib import Path

from ingestion.reading import sandbox, wire
from ingestion.reading.errors import ReaderCrashed, ReadingError
from ingestion.reading.messages import Asked, Attachment, Block, Counted, Event, Facts, Limits, Line, PageRead, Recalled, Step
from ingestion.reading.source import Known, nothing_known

__all__ = [
    "Attachment",
    "Block",
    "Counted",
    "Event",
    "Facts",
    "Limits",
    "Line",
    "PageRead",
    "ReadingError",
    "Recalled",
    "Step",
    "read",
    "render",
]


def read(
    path: Path,
    *,
    name: str,
    out: Path,
    limits: Limits,
    password: str = "",
    pages: tuple[int, int] | None = None,
    known: Known = nothing_known,
    check: Callable[[], None] | None = None,
) -> Generator[Event]:
    """Read one file; `name` is what its uploader called it. Page images and attachments are written to `out`; clearing it is
    the caller's business. `password` goes to the reading process through its pipe and nowhere else. `check` is called
    now and then while the reading is silent; what it raises ends the reading.

    `pages` are the first and the last page to read of a file whose pages can be read apart (Counted says so); of others, all are.
    `known` is asked what was recognised before on a picture, by its key; for one that is known comes Recalled instead of
    PageRead. The last event is always Facts. Raises a ReadingError; closing the iterator ends the reading.
    """
    job: dict[str, object] = {"task": "read", "path": str(path.resolve()), "name": name, "out": str(out.resolve())}
    job |= {"password": password, "pages": pages}
    finished = False
    answers: deque[object] = deque()
    for line in sandbox.lines(job, out=out, limits=limits, answers=answers, check=check):
        event = wire.decode(line, folder=out)
        if isinstance(event, Asked):
            answers.append(known(event.key))
            continue
        finished = isinstance(event, Facts)
        yield event
    if not finished:
        raise ReaderCrashed(detail="it ended before it had finished")


def render(path: Path, *, page: int, out: Path, width: int, limits: Limits) -> Path:
    """Draw page `page` (from 1) of a PDF, `width` pixels wide, as a JPEG at `out`. Raises a ReadingError."""
    job: dict[str, object] = {
        "task": "render",
        "path": str(path.resolve()),
        "page": page,
        "width": width,
        "out": str(out.resolve()),
    }
    for line in sandbox.lines(job, out=out.parent, limits=limits):
        wire.decode(line, folder=out.parent)
    if not out.is_file():
        raise ReaderCrashed(detail="it drew nothing")
    return out
