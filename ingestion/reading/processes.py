"""Reading processes as the worker holds them: new interpreters, or forks of one that has loaded the libraries already."""

import array
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol, cast

from ingestion.reading.errors import ReaderCrashed
from ingestion.reading.fork_server import STATUS

ROOT = Path(__file__).resolve().parents[2]
KEPT = ("PATH", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "TZ", "SYSTEMROOT")
SET = {
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "OMP_THREAD_LIMIT": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "HF_HUB_OFFLINE": "1",
    "DO_NOT_TRACK": "1",
    "SCARF_NO_ANALYTICS": "true",
    "UNSTRUCTURED_DISABLE_NOTICE": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}
SERVER = "ingestion.reading.fork_server"
START_SECONDS = 60
REST_SECONDS = 300
log = logging.getLogger(__name__)


class Process(Protocol):
    """One reading process, the leader of a session of its own."""

    stdin: IO[bytes]
    stdout: IO[bytes]

    def wait(self, timeout: float) -> int:
        """Its exit status, or below zero the signal that ended it. Raises TimeoutExpired after so many seconds, and ReaderCrashed
        where nobody can tell any more.
        """

    def end(self) -> None:
        """Kill it and all that it started, and return when it is gone."""


def start(private: Path) -> Process:
    """A process that waits for its job. `private` is the folder that it may call its home."""
    forked = _servers[0].fork() if _servers else None
    return forked or _Spawned(private)


def use_fork_server(use: bool = True) -> None:
    """Fork from now on, or no longer: for processes that read many files."""
    if use and not _servers:
        _servers.append(_ForkServer())
    while _servers and not use:
        _servers.pop().close()


def environment(private: Path | None = None) -> dict[str, str]:
    """What a reading process gets to know of the worker's environment: no settings, no secrets, no proxies."""
    own = {"HOME": str(private), "TMPDIR": str(private)} if private else {}
    return {name: os.environ[name] for name in KEPT if name in os.environ} | SET | own


class _Unreachable(Exception):
    """The fork server is not there, or does not come up."""


class _Spawned:
    """A new interpreter."""

    def __init__(self, private: Path) -> None:
        self._process = _started("ingestion.reading.child", environment(private), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.stdin, self.stdout = cast(IO[bytes], self._process.stdin), cast(IO[bytes], self._process.stdout)

    def wait(self, timeout: float) -> int:
        return self._process.wait(timeout)

    def end(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)  # it may be gone while something it started is not
        self._process.wait()
        _close(self.stdin, self.stdout)


class _Forked:
    """A fork. Its keeper tells how it ended, and kills it when this side hangs up."""

    def __init__(self, keeper: socket.socket, stdin: int, stdout: int) -> None:
        self._keeper = keeper
        self.stdin: IO[bytes] = open(stdin, "wb")  # noqa: SIM115  closed by end()
        self.stdout: IO[bytes] = open(stdout, "rb")  # noqa: SIM115

    def wait(self, timeout: float) -> int:
        if not select.select([self._keeper], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("the reading process", timeout)
        said = array.array(STATUS, self._keeper.recv(array.array(STATUS).itemsize))
        if not said:
            raise ReaderCrashed(detail="its keeper is gone")
        return said[0]

    def end(self) -> None:
        with suppress(OSError):
            self._keeper.shutdown(socket.SHUT_WR)
        with suppress(OSError):
            while self._keeper.recv(64):
                pass
        self._keeper.close()
        _close(self.stdin, self.stdout)


class _ForkServer:
    """The worker's end of a fork server, which is started at the first fork and again when it has died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: tuple[subprocess.Popen[bytes], socket.socket] | None = None
        self._rest_until = 0.0

    def fork(self) -> _Forked | None:
        """A fork; None where none can be had now."""
        with self._lock:
            if time.monotonic() < self._rest_until:
                return None
            for _ in range(2):
                with suppress(_Unreachable):
                    return self._fork()
                self._close()
            log.warning("The fork server does not start: for a while, files are read by new interpreters, which takes longer")
            self._rest_until = time.monotonic() + REST_SECONDS
        return None

    def close(self) -> None:
        """End it. Forks that still read end with it."""
        with self._lock:
            self._close()

    def _fork(self) -> _Forked:
        _, control = self._running = self._running or _fork_server()
        job, stdin = os.pipe()
        stdout, events = os.pipe()
        ours, theirs = socket.socketpair()
        forked = _Forked(ours, stdin, stdout)
        try:
            socket.send_fds(control, [b"f"], [job, events, theirs.fileno()])
        except OSError as error:
            theirs.close()
            forked.end()
            raise _Unreachable from error
        finally:
            theirs.close()
            os.close(job)
            os.close(events)
        return forked

    def _close(self) -> None:
        if self._running:
            process, control = self._running
            control.close()
            process.wait()
        self._running = None


def _fork_server() -> "tuple[subprocess.Popen[bytes], socket.socket]":
    """One that is ready. It hears nothing but its socket, and ends when this end closes."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = _started(SERVER, environment(), stdin=theirs.fileno(), stdout=subprocess.DEVNULL)
    ours.settimeout(START_SECONDS)
    try:
        ready = ours.recv(1)
    except OSError:
        ready = b""
    if not ready:
        ours.close()
        process.kill()
        process.wait()
        raise _Unreachable
    ours.settimeout(None)
    return process, ours


def _started(module: str, environment: dict[str, str], *, stdin: int, stdout: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=environment,
        start_new_session=True,
    )


def _close(*pipes: IO[bytes]) -> None:
    for pipe in pipes:
        with suppress(BrokenPipeError):
            pipe.close()


_servers: list[_ForkServer] = []
