"""Start Footnote's processes, start again the ones that die, and stop them all in good order.

Each child runs in a session of its own, so that Ctrl-C reaches the supervisor alone, and is told to end by the kernel
(`setpriv --pdeathsig`) should the supervisor be killed. What a child prints goes to a log file of its own.
"""

import contextlib
import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

log = logging.getLogger(__name__)
LOG_MAX_BYTES = 20 * 1024**2
LONGEST_PAUSE = 30.0


class DidNotStart(Exception):
    """A process did not come up; the message names its log."""


@dataclass(frozen=True)
class Service:
    """One process: how to start it, how to see that it is up, and how long it may take to end (seconds).

    A `foundation` is what others stand on: it ends when they have.
    """

    name: str
    command: tuple[str, ...]
    ready: Callable[[], bool] | None = None
    stop_seconds: float = 10
    foundation: bool = False


@dataclass
class Child:
    """A service's running process, with the pause before its next start should it die."""

    service: Service
    process: subprocess.Popen[bytes]
    started: float
    pause: float = 1.0
    restart_at: float | None = None


@dataclass
class Supervisor:
    """Runs services in the order given and stops them all at once, their foundations last."""

    logs: Path
    children: list[Child] = field(default_factory=list)
    stopping: bool = False

    def start(self, service: Service, *, wait_seconds: float = 60) -> None:
        """Start a service and, where it can be asked, wait until it is up."""
        child = Child(service, self._spawn(service), time.monotonic())
        self.children.append(child)
        end = time.monotonic() + wait_seconds
        while service.ready and not self.stopping and not service.ready():
            if child.process.poll() is not None or time.monotonic() > end:
                raise DidNotStart(
                    f"{service.name} did not start; {self._log_file(service)} ends with:\n{self._last_words(service)}"
                )
            time.sleep(0.1)

    def watch(self) -> None:
        """Keep every service running until asked to stop."""
        while not self.stopping:
            for child in self.children:
                self._look_after(child)
            time.sleep(0.5)

    def stop(self) -> None:
        """End every process; one that doesn't end in its time is killed."""
        _end([child for child in self.children if not child.service.foundation])
        _end([child for child in self.children if child.service.foundation])

    def stop_on_signals(self) -> None:
        """Let Ctrl-C and SIGTERM end `watch`."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _look_after(self, child: Child) -> None:
        if child.process.poll() is None:
            return
        now = time.monotonic()
        if child.restart_at is None:
            child.pause = 1.0 if now - child.started > 60 else min(child.pause * 2, LONGEST_PAUSE)
            child.restart_at = now + child.pause
            log.error(
                "%s ended with status %s and is started again; see %s",
                child.service.name, child.process.returncode, self._log_file(child.service),
            )  # fmt: skip
        elif now >= child.restart_at:
            child.process, child.started, child.restart_at = self._spawn(child.service), now, None

    def _spawn(self, service: Service) -> subprocess.Popen[bytes]:
        self.logs.mkdir(parents=True, exist_ok=True)
        file = self._log_file(service)
        if file.exists() and file.stat().st_size > LOG_MAX_BYTES:
            file.replace(file.with_suffix(".log.1"))
        with file.open("ab") as out:
            return subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", *service.command],
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def _log_file(self, service: Service) -> Path:
        return self.logs / f"{service.name}.log"

    def _last_words(self, service: Service) -> str:
        return "\n".join(self._log_file(service).read_text(errors="replace").splitlines()[-15:])


def _end(children: Iterable[Child]) -> None:
    """Ask all of them to end, then wait for each."""
    children, began = list(children), time.monotonic()
    for child in children:
        _signal(child.process, signal.SIGTERM)
    for child in children:
        try:
            child.process.wait(max(0.0, began + child.service.stop_seconds - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("%s did not end within %s s and is killed", child.service.name, child.service.stop_seconds)
        _signal(child.process, signal.SIGKILL)
        child.process.wait()


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def run(services: Iterable[Service], logs: Path, *, on_ready: Callable[[], None], on_stop: Callable[[], None]) -> None:
    """Start the services in order, call `on_ready`, keep them running until a signal comes, call `on_stop` and stop them."""
    supervisor = Supervisor(logs)
    supervisor.stop_on_signals()
    try:
        for service in services:
            if not supervisor.stopping:
                supervisor.start(service)
        if not supervisor.stopping:
            on_ready()
        supervisor.watch()
    finally:
        on_stop()
        supervisor.stop()
