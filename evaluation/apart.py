"""A house of its own for a measurement: an empty database and index that nobody else sees, gone when it ends."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from retrieval import qdrant

START_SECONDS = 60
WAL = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"


class NoVectors(Exception):
    """The private `vectors` process does not start; what it said stands above."""


@contextmanager
def apart(kept: Path | None = None) -> Iterator[None]:
    """Inside, the default database and the index are private and empty. Everything is removed on the way out, after Ctrl-C too.

    With a folder to be `kept`, they lie in it, stay, and are there again next time.
    """
    with ExitStack() as house:
        house.enter_context(_ended_politely())
        folder = kept or Path(house.enter_context(TemporaryDirectory(prefix="footnote-apart-")))
        folder.mkdir(parents=True, exist_ok=True)
        house.enter_context(_database(folder / "apart.sqlite3"))
        house.enter_context(_server() if settings.ENV.is_given("QDRANT_URL") and not kept else _engine(folder))
        yield


@contextmanager
def _ended_politely() -> Iterator[None]:
    """A plain `kill` unwinds like Ctrl-C, so that nothing stays behind."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _database(path: Path) -> Iterator[None]:
    """SQLite in one file, with retrieval's tables only, in place of the default database."""
    before, connection = connections.settings["default"], connections["default"]
    connections.settings["default"] = {
        **before,
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"init_command": WAL},
    }
    del connections["default"]
    try:
        call_command("migrate", "retrieval", verbosity=0, interactive=False)
        yield
    finally:
        connections["default"].close()
        connections.settings["default"], connections["default"] = before, connection


@contextmanager
def _server() -> Iterator[None]:
    """The Qdrant that the settings name, under an alias of its own."""
    with _retrieval(alias=f"{settings.RETRIEVAL.alias}-apart-{secrets.token_hex(4)}"):
        try:
            yield
        finally:
            qdrant.drop()


@contextmanager
def _engine(folder: Path) -> Iterator[None]:
    """Qdrant's engine in a process and a folder of its own, without what only a server can do."""
    port, key = free_port(), secrets.token_urlsafe(24)
    environment = {**os.environ, "FOOTNOTE_DATA": str(folder), "QDRANT_API_KEY": key}
    command = [sys.executable, "manage.py", "vectors", "--port", str(port), "--folder", str(folder / "vectors")]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=sys.stderr, start_new_session=True)
    try:
        _wait_for(process, port)
        alone = replace(settings.RETRIEVAL.index, shards=1, replicas=1, written=1, memmap_kb=0)
        with _retrieval(qdrant_url=f"http://127.0.0.1:{port}", qdrant_api_key=key, index=alone):
            yield
    finally:
        _stop(process)


@contextmanager
def _retrieval(**changes: Any) -> Iterator[None]:
    before = settings.RETRIEVAL
    settings.RETRIEVAL = replace(before, **changes)
    try:
        yield
    finally:
        settings.RETRIEVAL = before


def _wait_for(process: "subprocess.Popen[bytes]", port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise NoVectors(f"The vectors process did not answer within {START_SECONDS} seconds.")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """A TCP port on loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
