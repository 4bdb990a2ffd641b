"""Reads files that may be hostile, in a process of their own: events come out, or one named reason why not."""

from collections.abc import Callable, Generator
from pathlib import Path

from ingestion.reading import sandbox, wire
from ingestion.reading.errors import ReaderCrashed, ReadingError
from ingestion.reading.messages import Attachment, Block, Counted, Event, Facts, Limits, Line, PageRead, Step

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
    "Step",
    "read",
    "render",
]


def read(
    path: Path, *, name: str, out: Path, limits: Limits, password: str = "", check: Callable[[], None] | None = None
) -> Generator[Event]:
    """Read one file; `name` is what its uploader called it. Page images and attachments are written to `out`; clearing it is
    the caller's business. `password` goes to the reading process through its pipe and nowhere else. `check` is called
    now and then while the reading is silent; what it raises ends the reading.

    The last event is always Facts. Raises a ReadingError; closing the iterator ends the reading.
    """
    job: dict[str, object] = {"task": "read", "path": str(path.resolve()), "name": name, "out": str(out.resolve())}
    job["password"] = password
    finished = False
    for line in sandbox.lines(job, out=out, limits=limits, check=check):
        event = wire.decode(line, folder=out)
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
