"""A whole Footnote of its own for a test: `manage.py run` in a temporary folder, with every process that belongs to it."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.conftest import ROOT, free_port

NOT_INHERITED = ("FOOTNOTE_", "QDRANT_", "REDIS_", "BROKER_", "DATABASE_", "LLM_", "EMBEDDING_", "RERANK_", "DJANGO_", "PYTEST_")

COMMANDS = {
    "web": "uvicorn", "redis": "redis-server", "vectors": "manage.py vectors", "beat": "celery -A config beat",
    "documents": "-Q documents", "answers": "-Q answers", "sources": "-Q sources",
}  # fmt: skip
"""What the command line of each service holds."""
ISSUE = """
from access import tokens
from access.models import User
print(tokens.issue(User.objects.get(username="{name}"), "a test"))
"""


@dataclass
class House:
    """Starts, stops and kills one Footnote, and runs its commands. `settings` are environment variables on top of the defaults."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None
    port: int = 0

    def start(self, *, sample: bool = False, seconds: float = 180) -> "House":
        """Start and wait until the address is printed."""
        self.port = self.port or free_port()
        words = [sys.executable, "manage.py", "run", *([] if sample else ["--no-sample"])]
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "printed.txt").open("a") as out:
            self.process = subprocess.Popen(words, cwd=ROOT, env=self.environment, stdout=out, stderr=subprocess.STDOUT, text=True)
        self._wait_for_address(time.monotonic() + seconds)
        self.port = int(re.findall(r"Footnote is running at http://[^:]+:(\d+)/", self.printed)[-1])
        return self

    def _wait_for_address(self, end: float) -> None:
        assert self.process
        while "Footnote is running at" not in self.printed.split("--- start")[-1]:
            assert self.process.poll() is None, f"it ended:\n{self.printed}\n{self.last_words()}"
            assert time.monotonic() < end, f"it did not start:\n{self.printed}\n{self.last_words()}"
            time.sleep(0.2)

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(120)  # each process has up to 20 seconds, one after the other
        self._note_the_end()

    def kill(self) -> None:
        """Pull the plug: every process of the tree is frozen, so that none sees another one end, and then gets SIGKILL."""
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in reversed(self.pids()):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
        if self.process:
            self.process.wait(10)
        self._note_the_end()

    def pid_of(self, service: str) -> int | None:
        """The process of one of its services, known by its command line; None while there is none."""
        return next((pid for pid in self.pids()[1:] if COMMANDS[service] in _command(pid)), None)

    def pids(self) -> list[int]:
        """The supervisor and all its descendants."""
        assert self.process
        found, seen = [self.process.pid], 0
        while seen < len(found):
            children = Path(f"/proc/{found[seen]}/task/{found[seen]}/children")
            found += [int(pid) for pid in children.read_text().split()] if children.exists() else []
            seen += 1
        return found

    def manage(self, *words: str, check: bool = True, text: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run one of its commands."""
        result = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            input=text,
            timeout=300,
            check=False,
        )
        assert not check or result.returncode == 0, result.stdout + result.stderr
        return result

    def answer(self, *words: str, check: bool = True) -> dict[str, Any]:
        """Run a command with --json and read what it says."""
        said: dict[str, Any] = json.loads(self.manage(*words, "--json", check=check).stdout)
        return said

    def person(self, name: str, password: str, *words: str) -> None:
        """Make a person with a known password."""
        secret = self.folder / f"{name}.password"
        secret.write_text(password)
        self.manage("person", name, "--password-file", str(secret), *words)

    def token(self, name: str) -> str:
        """A new key to the API for this person."""
        return self.manage("shell", "--no-imports", "-c", ISSUE.format(name=name)).stdout.strip()

    def last_words(self, lines: int = 15) -> str:
        """The ends of its logs, for a test that failed."""
        said = []
        for log in sorted((self.folder / "var" / "log").glob("*.log")):
            told = [line for line in log.read_text(errors="replace").splitlines() if ".reap[" not in line]
            said += [f"--- {log.name}", *told[-lines:]]
        return "\n".join(said)

    @property
    def url(self) -> str:
        """Where its pages are."""
        return f"http://localhost:{self.port}"

    @property
    def printed(self) -> str:
        """What it has printed so far, over all its starts."""
        file = self.folder / "printed.txt"
        return file.read_text() if file.exists() else ""

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes: nothing of the tests' own."""
        outer = {name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)}
        return {
            **outer,
            "FOOTNOTE_DATA": str(self.folder / "var"),
            "FOOTNOTE_PORT": str(self.port),
            "PYTHONWARNINGS": "default",
            **self.settings,
        }

    def is_well(self) -> bool:
        """Whether its web process answers."""
        with urllib.request.urlopen(f"{self.url}/health/", timeout=5) as answer:
            return bool(answer.status == 200)

    def _note_the_end(self) -> None:
        with (self.folder / "printed.txt").open("a") as out:
            out.write("--- start\n")


def _command(pid: int) -> str:
    """A process's command line; nothing once it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""
