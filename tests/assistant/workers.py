"""Answer workers as real processes over the test's own database, Redis, index and fake model."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from tests.fake_model import FakeModel
from tests.ingestion.workers import ROOT, environment


@contextmanager
def worker(log: Path, model: FakeModel) -> Iterator["subprocess.Popen[bytes]"]:
    """One Celery worker for the queue of answers; it is gone afterwards."""
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-Q", "answers", "-P", "threads", "-c", "4"]
    options = ["--without-mingle", "--without-gossip", "-l", "INFO", "-n", f"{time.monotonic_ns()}@test"]
    known = {
        "LLM_URL": model.url,
        "LLM_API_KEY": model.api_key,
        "LLM_MODEL": "fake",
        "FOOTNOTE_INDEX": settings.RETRIEVAL.alias,
    }
    with log.open("ab") as output:
        process = subprocess.Popen([*command, *options], cwd=ROOT, env=environment() | known, stdout=output, stderr=output)
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)
