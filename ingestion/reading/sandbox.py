"""The worker's side of the reading process: start it in its own session, listen to it, and end it whatever happens."""

import json
import os
import select
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from ingestion.reading import processes
from ingestion.reading.errors import ReaderCrashed, ReaderKilled, ReadingError, TookTooLong, TookTooMuchMemory, TooMuchOutput
from ingestion.reading.messages import Limits
from ingestion.reading.private import private_folder
from ingestion.reading.processes import Process

BLOCK = 1 << 16
LOOK_AT_FOLDERS_EVERY = 2.0
KILLED = {-signal.SIGKILL}
OUT_OF_MEMORY = {-signal.SIGABRT}
OUT_OF_TIME = {-signal.SIGXCPU}
OUT_OF_SPACE = {-signal.SIGXFSZ}


def lines(
    job: dict[str, object],
    *,
    out: Path,
    limits: Limits,
    answers: deque[object] | None = None,
    check: Callable[[], None] | None = None,
) -> Iterator[bytes]:
    """Run one job in a child process and yield the lines it writes. Closing the iterator kills the child and all it started.

    What was put into `answers` when the next line is asked for goes to the child, each as a line of JSON. While there is nothing
    to hear, `check` is called every two seconds; what it raises ends the child too.
    """
    with private_folder() as private, _started(job, private, limits) as process:
        watch = _Watch(limits, (out, private), check)
        for line in _split(process, watch):
            yield line
            while answers:
                _tell(process, answers.popleft())
        watch.look()
        _check_end(process.wait(timeout=watch.left()))


class _Watch:
    """Counts time and output of one reading process, and says when it is enough."""

    def __init__(self, limits: Limits, folders: tuple[Path, ...], check: Callable[[], None] | None) -> None:
        self.limits, self.folders, self.check = limits, folders, check
        self.end = time.monotonic() + limits.seconds
        self.look_at = time.monotonic() + LOOK_AT_FOLDERS_EVERY
        self.written = 0

    def left(self) -> float:
        """Seconds until the time is over; raises TookTooLong when there are none."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise TookTooLong
        return left

    def add(self, size: int) -> None:
        """Count bytes from the pipe, and from time to time those in the folders."""
        self.written += size
        if self.written > self.limits.output_bytes:
            raise TooMuchOutput
        if time.monotonic() >= self.look_at:
            self.look()

    def silence(self) -> None:
        """Nothing was heard for a while: is the work still wanted, and what lies in the folders meanwhile?"""
        if self.check:
            self.check()
        self.add(0)

    def look(self) -> None:
        """Count the bytes in the folders."""
        self.look_at = time.monotonic() + LOOK_AT_FOLDERS_EVERY
        if self._in_folders() > self.limits.output_bytes:
            raise TooMuchOutput

    def _in_folders(self) -> int:
        return sum(
            entry.stat().st_size for folder in self.folders for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)
        )


@contextmanager
def _started(job: dict[str, object], private: Path, limits: Limits) -> Iterator[Process]:
    process = processes.start(private)
    os.set_blocking(process.stdin.fileno(), False)
    try:
        _tell(process, {**job, "limits": asdict(limits), "parent": os.getpid(), "home": str(private)})
        yield process
    finally:
        process.end()


def _tell(process: Process, said: object) -> None:
    """One line, which a pipe holds whole; a child that has not read the lines before does not get to stop the worker."""
    line = memoryview(json.dumps(said).encode() + b"\n")
    try:
        while line:
            line = line[os.write(process.stdin.fileno(), line) :]
    except BlockingIOError as error:
        raise ReaderCrashed(detail="it does not listen") from error
    except BrokenPipeError as error:
        raise ReaderCrashed(detail="it ended before it was told all") from error


def _split(process: Process, watch: _Watch) -> Iterator[bytes]:
    """Whole lines from the pipe. No more of an unfinished line is held than the output limit allows."""
    pipe, rest = process.stdout.fileno(), bytearray()
    while block := _next_block(pipe, watch):
        watch.add(len(block))
        rest += block
        if b"\n" in block:
            *whole, last = bytes(rest).split(b"\n")
            rest = bytearray(last)
            yield from whole
    if rest:
        raise ReaderCrashed(detail="the last line has no end")


def _next_block(pipe: int, watch: _Watch) -> bytes:
    while not select.select([pipe], [], [], min(watch.left(), LOOK_AT_FOLDERS_EVERY))[0]:
        watch.silence()
    return os.read(pipe, BLOCK)


def _check_end(code: int) -> None:
    """Tell from the exit status why a process ended that did not say so itself."""
    if code == 0:
        return
    raise _reason_for(code)


def _reason_for(code: int) -> ReadingError:
    detail = f"exit status {code}"
    if code in OUT_OF_TIME:
        return TookTooLong(detail=detail)
    if code in KILLED:
        return ReaderKilled(detail=detail)
    if code in OUT_OF_SPACE:
        return TooMuchOutput(detail=detail)
    return TookTooMuchMemory(detail=detail) if code in OUT_OF_MEMORY else ReaderCrashed(detail=detail)
