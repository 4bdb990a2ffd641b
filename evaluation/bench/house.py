"""A whole Footnote of its own for a measurement: started, asked, ended, and nothing left of it."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from evaluation.apart import free_port

START_SECONDS = 180
OTHERS = ("FOOTNOTE_", "DATABASE_", "REDIS_", "BROKER_", "QDRANT_")
MANAGE = (sys.executable, str(Path(settings.BASE_DIR) / "manage.py"))


class NoHouse(Exception):
    """A Footnote of its own does not come up; the message carries its last words."""


@dataclass(frozen=True)
class House:
    """A Footnote that runs for this measurement alone."""

    environment: dict[str, str]
    process: "subprocess.Popen[bytes]"

    def manage(self, *words: str) -> str:
        """What one of its commands prints."""
        return _printed([*MANAGE, *words], self.environment)

    def events(self, question: str, key: str) -> Iterator[tuple[float, str, dict[str, Any]]]:
        """Ask over the API: (seconds since the question, name, data) of each event."""
        body = json.dumps({"question": question}).encode()
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "Accept": "text/event-stream"}
        url = f"http://127.0.0.1:{self.environment['FOOTNOTE_PORT']}/api/v1/ask"
        began = time.perf_counter()
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=600) as answer:
            name = ""
            for line in answer:
                field, _, value = line.decode().strip().partition(": ")
                if field == "event":
                    name = value
                elif field == "data":
                    yield time.perf_counter() - began, name, json.loads(value)


@contextmanager
def house(**chosen: str) -> Iterator[House]:
    """A Footnote without documents, over this machine's models and nothing else of it, with these settings."""
    with TemporaryDirectory(prefix="footnote-bench-") as folder, _started(Path(folder), chosen) as started:
        yield started


@contextmanager
def _started(folder: Path, chosen: dict[str, str]) -> Iterator[House]:
    outer = {name: value for name, value in os.environ.items() if not name.startswith(OTHERS)}
    models = {"FOOTNOTE_MODELS": str(settings.MODELS_DIR)}
    environment = {**outer, **models, **chosen, "FOOTNOTE_DATA": str(folder / "var"), "FOOTNOTE_PORT": str(free_port())}
    with (folder / "printed").open("wb") as printed:
        process = subprocess.Popen([*MANAGE, "run", "--no-sample"], env=environment, stdout=printed, stderr=subprocess.STDOUT)
    try:
        _wait_for(process, folder / "printed")
        yield House(environment, process)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _wait_for(process: "subprocess.Popen[bytes]", printed: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while "Footnote is running at" not in printed.read_text():
        if process.poll() is not None or time.monotonic() > end:
            raise NoHouse(f"Footnote did not start:\n{printed.read_text()[-2000:]}")
        time.sleep(0.2)


def _printed(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoHouse(f"{' '.join(command[1:3])} failed:\n{done.stderr[-2000:]}")
    return done.stdout
