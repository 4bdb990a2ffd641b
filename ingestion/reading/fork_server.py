"""Where a document worker's reading processes come from: a process that has loaded the libraries and never sees a file.

A fork of it reads at once what a new interpreter would need seconds of imports for. For each job it makes a keeper, which
forks the reader, tells how that ended, and kills what is left of it when the worker says so or is gone.
"""

import array
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules

from ingestion.reading import child, elements, formats
from ingestion.reading.confinement import die_with
from ingestion.reading.facts import language_of

UNSTRUCTURED = ("docx", "html", "pptx")
LIBRARIES = ("PIL.Image", "docx", "lxml.html", "markdown", "numpy", "openpyxl", "pikepdf", "pptx", "pypdfium2")
STATUS = "i"


def main() -> None:
    """Say when it is ready, then fork for each message that comes with the reader's two pipes and the keeper's socket."""
    control = socket.socket(fileno=os.dup(0))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    load()
    control.send(b"r")
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 3)
        if not message:
            os._exit(0)
        here = os.getpid()
        if os.fork() == 0:
            control.close()
            _keep(*descriptors, parent=here)
        for descriptor in descriptors:
            os.close(descriptor)


def load() -> None:
    """Import what readers need. Nothing here may start a thread: a fork would inherit its locks."""
    for format_module in iter_modules(formats.__path__, f"{formats.__name__}."):
        import_module(format_module.name)
    for name in LIBRARIES:
        import_module(name)
    for kind in UNSTRUCTURED:
        elements.load(kind)
    language_of(" ".join([__doc__ or ""] * 3))


def _keep(job: int, events: int, worker: int, *, parent: int) -> None:
    """The keeper's whole life: it never returns."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        die_with(parent)
        keeper = os.getpid()
        reader = os.fork()
        if reader == 0:
            _read(job, events, parent=keeper)
        os.close(job)
        os.close(events)
        _see_out(reader, socket.socket(fileno=worker))
    finally:
        os._exit(0)


def _read(job: int, events: int, *, parent: int) -> None:
    """Become what `python -m ingestion.reading.child` is."""
    try:
        os.setsid()
        os.dup2(job, 0)
        os.dup2(events, 1)
        os.closerange(3, max(job, events, 256) + 1)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  it stays open as long as the process lives
        child.main(parent=parent)
    finally:
        os._exit(1)


def _see_out(reader: int, worker: socket.socket) -> None:
    """Tell the worker how the reader ended; end it when the worker hangs up. Only then is its number free for others."""
    watched = select.poll()
    ended = os.pidfd_open(reader)
    watched.register(ended, select.POLLIN)
    watched.register(worker, select.POLLIN)
    if any(descriptor == ended for descriptor, _ in watched.poll()):
        worker.sendall(array.array(STATUS, [_status(reader)]).tobytes())
        worker.recv(1)
    for kill in (os.killpg, os.kill):  # it may be killed before it leads its group
        with suppress(ProcessLookupError):
            kill(reader, signal.SIGKILL)
    os.waitpid(reader, 0)


def _status(reader: int) -> int:
    """As subprocess has it: the exit status, or the signal below zero. The reader stays a zombie."""
    ended = os.waitid(os.P_PID, reader, os.WEXITED | os.WNOWAIT)
    if ended is None:
        return 0
    return ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status


if __name__ == "__main__":
    main()
