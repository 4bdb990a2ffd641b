"""Document workers as real processes over the test's own database, Redis, Qdrant engine and files."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from ingestion import attempts, leases, leftovers

ROOT = Path(__file__).resolve().parent.parent.parent
LEASE_SECONDS = "3"


class Worker:
    """One Celery worker for the queue of documents."""

    def __init__(self, log: Path) -> None:
        self.log = log
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-Q", "documents", "-P", "threads", "-c", "2"]
        options = ["--without-mingle", "--without-gossip", "-l", "INFO", "-n", f"{time.monotonic_ns()}@test"]
        with log.open("ab") as output:
            self.process = subprocess.Popen([*command, *options], cwd=ROOT, env=environment(), stdout=output, stderr=output)

    def kill(self) -> None:
        """kill -9."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> None:
        """As a supervisor stops it."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()


@contextmanager
def worker(tmp_path: Path) -> Iterator[Worker]:
    """A worker that is gone afterwards."""
    started = Worker(tmp_path / "worker.log")
    try:
        yield started
    finally:
        started.stop()


def environment() -> dict[str, str]:
    """What makes another process use the test's own database, with short leases."""
    return {
        **os.environ,
        "DATABASE_URL": database_url(),
        "FOOTNOTE_LEASE_SECONDS": LEASE_SECONDS,
        "PYTHONUNBUFFERED": "1",
    }


def database_url() -> str:
    """The URL of the test's own database."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{known['NAME']}"
    return f"postgres://{quote(known['USER'])}:{quote(known['PASSWORD'])}@{known['HOST']}:{known['PORT'] or 5432}/{known['NAME']}"


def work_off() -> None:
    """Do in this process what a worker does, until nothing is left that could be done now."""
    attempts.give_back_the_stopped()
    while lease := leases.claim_next():
        attempts.attempt(lease)
    leftovers.sweep()


def claimed():
    """The lease of the version whose turn it is; there must be one."""
    lease = leases.claim_next()
    assert lease
    return lease


def until(done: Callable[[], object], *, seconds: float = 120, every: float = 0.05) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(every)
        connection.close()
