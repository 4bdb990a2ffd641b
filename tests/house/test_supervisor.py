"""The supervisor: order, restart, clean end."""

import os
import signal
import socket
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from config import embedded, first_run
from config.supervisor import DidNotStart, Service, Supervisor

SLEEPER = (sys.executable, "-c", "import time; print('here', flush=True); time.sleep(60)")
STUBBORN = (
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('here', flush=True); time.sleep(60)",
)


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def has_spoken(log: Path) -> bool:
    return "here" in log.read_text()


def watched(supervisor: Supervisor) -> threading.Thread:
    thread = threading.Thread(target=supervisor.watch)
    thread.start()
    return thread


def test_a_process_that_dies_is_started_again(tmp_path):
    supervisor = Supervisor(tmp_path)
    supervisor.start(Service("sleeper", SLEEPER))
    first = supervisor.children[0].process.pid
    os.kill(first, signal.SIGKILL)
    end = time.monotonic() + 20
    while supervisor.children[0].process.pid == first and time.monotonic() < end:
        supervisor._look_after(supervisor.children[0])
        time.sleep(0.1)
    assert supervisor.children[0].process.poll() is None
    supervisor.stop()


def test_everything_is_stopped_even_what_does_not_listen(tmp_path):
    supervisor = Supervisor(tmp_path)
    for name, command in (("sleeper", SLEEPER), ("stubborn", STUBBORN)):
        supervisor.start(Service(name, command, ready=partial(has_spoken, tmp_path / f"{name}.log"), stop_seconds=1))
    pids = [child.process.pid for child in supervisor.children]
    thread = watched(supervisor)
    supervisor.stopping = True
    thread.join(5)
    supervisor.stop()
    assert all(gone(pid) for pid in pids)


def test_a_process_that_cannot_start_is_named_with_its_last_words(tmp_path):
    supervisor = Supervisor(tmp_path)
    with pytest.raises(DidNotStart, match=r"broken did not start(.|\n)*no such luck"):
        supervisor.start(Service("broken", (sys.executable, "-c", "raise SystemExit('no such luck')"), ready=lambda: False))
    supervisor.stop()


def test_a_busy_port_is_avoided_and_the_choice_is_remembered(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = taken.getsockname()[1]
        chosen = embedded.choose_ports(tmp_path, {"web": busy})
    assert chosen["web"] != busy
    assert embedded.port(tmp_path, "web") == chosen["web"]


def test_two_supervisors_never_hold_one_folder(tmp_path):
    with first_run.lock(tmp_path), pytest.raises(first_run.AlreadyRunning):
        first_run.lock(tmp_path)
    first_run.lock(tmp_path).close()


def test_a_kept_secret_is_made_once_and_is_private(tmp_path):
    made = embedded.kept_secret(tmp_path / "secrets" / "django")
    assert embedded.kept_secret(tmp_path / "secrets" / "django") == made
    assert (tmp_path / "secrets" / "django").stat().st_mode & 0o077 == 0


def test_a_busy_port_that_was_asked_for_is_named(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = taken.getsockname()[1]
        with pytest.raises(embedded.PortTaken, match=str(busy)):
            embedded.choose_ports(tmp_path, {"web": busy}, fixed=["web"])
