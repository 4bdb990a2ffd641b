"""Reading in forks is reading in new interpreters, only sooner: the same pages, the same ends, nothing left behind."""

import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from ingestion.reading import Event, PageRead, Step, errors, processes, read
from tests.conftest import wait_until
from tests.ingestion import makers
from tests.ingestion.reading.reading import LIMITS, fails, told
from tests.ingestion.reading.test_sandbox import ROOT, busy_scan

SAMPLES = ROOT / "samples" / "documents"


@pytest.fixture(scope="module", autouse=True)
def forking() -> Iterator[None]:
    processes.use_fork_server()
    yield
    processes.use_fork_server(False)


def server() -> psutil.Process:
    """The fork server of this test run, once there is one."""
    return next(child for child in psutil.Process().children() if "ingestion.reading.fork_server" in child.cmdline())


def pages(path: Path, out: Path) -> list[PageRead]:
    events = read(path, name=path.name, out=out, limits=LIMITS)
    return [event for event in events if isinstance(event, PageRead)]


def begun(path: Path, out: Path) -> Generator[Event]:
    """A reading that is under way."""
    events = read(path, name=path.name, out=out, limits=LIMITS)
    next(event for event in events if isinstance(event, Step))
    return events


@pytest.mark.parametrize("name", ["policies/remote-working.md", "policies/travel-policy.pdf", "policies/leave-policy.docx"])
def test_a_fork_reads_what_a_new_interpreter_reads(tmp_path, name):
    forked = pages(SAMPLES / name, tmp_path)
    processes.use_fork_server(False)
    try:
        assert pages(SAMPLES / name, tmp_path) == forked != []
    finally:
        processes.use_fork_server()


def test_leaving_off_ends_the_fork_and_all_that_it_started(tmp_path):
    events = begun(busy_scan(tmp_path), tmp_path)
    assert server().children(recursive=True)
    events.close()
    wait_until(lambda: not server().children(), "the end of the keeper")


def test_a_fork_that_takes_too_long_is_stopped(tmp_path):
    fails(busy_scan(tmp_path), errors.TookTooLong, seconds=2.5)
    wait_until(lambda: not server().children(), "the end of the keeper")


def test_a_fork_that_crashes_is_one_named_error_and_the_next_one_reads(tmp_path):
    events = begun(busy_scan(tmp_path), tmp_path)
    for process in reversed(server().children(recursive=True)[1:]):  # all but the keeper
        process.send_signal(signal.SIGSEGV)
    with pytest.raises(errors.ReaderCrashed) as caught:
        list(events)
    assert caught.value.detail == f"exit status {-signal.SIGSEGV}"
    assert told(SAMPLES / "policies" / "remote-working.md", out=tmp_path)


def test_a_fork_server_that_died_is_started_again(tmp_path):
    first = server()
    first.kill()
    first.wait(10)
    assert pages(SAMPLES / "policies" / "remote-working.md", tmp_path)
    assert server().pid != first.pid


def test_where_the_fork_server_does_not_start_new_interpreters_read(tmp_path, monkeypatch):
    processes.use_fork_server(False)
    monkeypatch.setattr(processes, "SERVER", "ingestion.reading.not_there")
    processes.use_fork_server()
    try:
        assert pages(SAMPLES / "policies" / "remote-working.md", tmp_path)
    finally:
        processes.use_fork_server(False)
        processes.use_fork_server()


def test_readers_whose_server_dies_are_no_fault_of_their_files(tmp_path):
    events = begun(busy_scan(tmp_path), tmp_path)
    server().kill()
    with pytest.raises(errors.ReaderCrashed) as caught:
        list(events)
    assert caught.value.detail == "its keeper is gone"


def test_the_fork_server_knows_none_of_the_secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("FOOTNOTE_SECRET_KEY", "hush")
    processes.use_fork_server(False)
    processes.use_fork_server()
    assert pages(SAMPLES / "policies" / "remote-working.md", tmp_path)
    assert "hush" not in server().environ().values()


def test_files_of_a_fork_go_into_its_own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = makers.saved(makers.picture("The gate closes at nine."), tmp_path / "a.png")
    assert pages(path, tmp_path)
    assert not list(tmp_path.glob("footnote-reading-*"))


def test_a_killed_worker_takes_its_forks_along(tmp_path):
    code = (
        "from pathlib import Path; import sys; from ingestion.reading import *; from ingestion.reading import processes\n"
        "from tests.ingestion.reading.reading import LIMITS\n"
        "processes.use_fork_server()\n"
        "for event in read(Path(sys.argv[1]), name='scan.pdf', out=Path(sys.argv[2]), limits=LIMITS): print('told', flush=True)"
    )
    arguments = [sys.executable, "-c", code, str(busy_scan(tmp_path)), str(tmp_path)]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE) as worker:
        assert worker.stdout
        assert worker.stdout.readline()
        family = psutil.Process(worker.pid).children(recursive=True)
        worker.kill()
    assert len(family) >= 3
    psutil.wait_procs(family, timeout=30)
    assert not any(running(process) for process in family)


def running(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    return False
