"""What the reading process does to itself before it looks at a file: it gives up network, memory and time beyond its limits.

Done by the child, not by a `preexec_fn` in the worker: that would be unsafe in a process with threads.
RLIMIT_NPROC is left alone: it counts all processes of the user, not those of this child.
"""

import ctypes
import os
import resource
import signal
import sys
from typing import Any

from ingestion.reading.messages import Limits

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
OPEN_FILES = 256


def confine(limits: Limits, *, parent: int) -> None:
    """Apply everything; from here on only the file and the output folder are of any use to this process."""
    die_with(parent)
    cap(resource.RLIMIT_AS, limits.memory_bytes)
    cap(resource.RLIMIT_CPU, int(limits.seconds) + 5)
    cap(resource.RLIMIT_FSIZE, limits.output_bytes)
    cap(resource.RLIMIT_NOFILE, OPEN_FILES)
    cap(resource.RLIMIT_CORE, 0)
    leave_the_network()


def die_with(parent: int) -> None:
    """Ask the kernel to kill this process when its parent dies, and go at once if that has happened already."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def cap(kind: int, most: int) -> None:
    """Lower a limit for good, never above what the system grants."""
    _, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


def leave_the_network() -> None:
    """Move into an empty network namespace where the system lets us, and refuse sockets in Python in any case."""
    libc = ctypes.CDLL(None)
    flags = CLONE_NEWNET if os.geteuid() == 0 else CLONE_NEWUSER | CLONE_NEWNET
    libc.unshare(flags)
    sys.addaudithook(refuse_sockets)


def refuse_sockets(event: str, _: tuple[Any, ...]) -> None:
    """An audit hook: no reader has any business on the network."""
    if event in {"socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto"}:
        raise PermissionError("the reading process has no network")
