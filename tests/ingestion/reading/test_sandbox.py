"""Whatever a reading process does, its worker goes on: limits hold, nothing is left behind, nothing gets out."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from ingestion.reading import PageRead, Step, errors, private, processes, read, wire
from ingestion.reading.messages import Asked, Attachment, Counted, Facts
from tests.ingestion import makers
from tests.ingestion.reading.reading import LIMITS, fails, told

ROOT = Path(__file__).resolve().parents[3]


def busy_scan(tmp_path: Path, pages: int = 6) -> Path:
    return makers.scan_pdf(tmp_path / "scan.pdf", [makers.picture(makers.PROSE * 3)] * pages)


def readers() -> list[psutil.Process]:
    """The reading processes of this test run and what they started; its services are none."""
    running = [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]
    found = [child for child in running if "ingestion.reading.child" in child.cmdline()]
    return [*found, *(each for child in found for each in child.children(recursive=True))]


def test_reading_that_takes_too_long_is_stopped(tmp_path):
    begun = time.monotonic()
    fails(busy_scan(tmp_path), errors.TookTooLong, seconds=2.5)
    assert time.monotonic() - begun < 8
    assert not readers()


def test_reading_that_needs_too_much_memory_is_stopped(tmp_path):
    path = makers.saved(makers.picture("x", size=(6000, 6000)), tmp_path / "large.png")
    fails(path, errors.TookTooMuchMemory, memory_bytes=420 << 20)


def test_reading_that_tells_too_much_is_stopped(tmp_path):
    (tmp_path / "a.txt").write_text(makers.PROSE * 20_000)
    fails(tmp_path / "a.txt", errors.TooMuchOutput, output_bytes=1 << 20)


def test_page_images_count_as_output(tmp_path):
    fails(busy_scan(tmp_path), errors.TooMuchOutput, output_bytes=300_000)


def test_leaving_off_ends_the_process_and_all_that_it_started(tmp_path):
    events = read(busy_scan(tmp_path), name="scan.pdf", out=tmp_path, limits=LIMITS)
    next(event for event in events if isinstance(event, Step))
    assert readers()
    events.close()
    assert not readers()


def test_a_killed_worker_takes_its_reading_process_along(tmp_path):
    code = (
        "from pathlib import Path; import sys; from ingestion.reading import *\n"
        "from tests.ingestion.reading.reading import LIMITS\n"
        "for event in read(Path(sys.argv[1]), name='scan.pdf', out=Path(sys.argv[2]), limits=LIMITS): print('told', flush=True)"
    )
    arguments = [sys.executable, "-c", code, str(busy_scan(tmp_path)), str(tmp_path)]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE) as worker:
        assert worker.stdout
        assert worker.stdout.readline()
        children = psutil.Process(worker.pid).children()
        worker.kill()
    assert children
    psutil.wait_procs(children, timeout=10)
    assert not any(child.is_running() for child in children)


def test_a_reader_that_crashes_is_one_named_error(tmp_path, monkeypatch):
    path = busy_scan(tmp_path)
    events = read(path, name="scan.pdf", out=tmp_path, limits=LIMITS)
    next(event for event in events if isinstance(event, Step))
    for child in readers():
        child.send_signal(signal.SIGSEGV)
    with pytest.raises(errors.ReaderCrashed) as caught:
        list(events)
    assert caught.value.detail == f"exit status {-signal.SIGSEGV}"


def test_a_reader_that_asks_and_never_listens_does_not_stop_its_worker(tmp_path, monkeypatch):
    asks = tmp_path / "asks.py"
    asks.write_text(f"import os\nwhile True: os.write(1, {wire.encode(Asked('0' * 64))!r})")
    popen = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda command, **how: popen([sys.executable, str(asks)], **how))
    with pytest.raises(errors.ReaderCrashed) as caught:
        list(read(busy_scan(tmp_path), name="scan.pdf", out=tmp_path, limits=LIMITS, known=lambda key: "x" * 2000))
    assert caught.value.detail == "it does not listen"


def test_private_files_are_gone_afterwards(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    out = tmp_path / "out"
    out.mkdir()
    told(makers.saved(makers.picture("The gate closes at nine."), tmp_path / "a.png"), out=out)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.png", "out"]


def test_what_a_killed_worker_left_is_cleared_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    hour_ago = time.time() - 3600
    for name in ("footnote-reading-dead", "footnote-reading-young", "footnote-reading-held", "somebody-elses"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.png").write_bytes(b"x")
        if name != "footnote-reading-young":
            os.utime(tmp_path / name, (hour_ago, hour_ago))
    (tmp_path / "footnote-reading-link").symlink_to(tmp_path / "somebody-elses")
    with private.locked(tmp_path / "footnote-reading-held"), private.private_folder() as mine:
        left = sorted(entry.name for entry in tmp_path.iterdir() if entry != mine)
    assert left == ["footnote-reading-held", "footnote-reading-link", "footnote-reading-young", "somebody-elses"]
    assert (tmp_path / "somebody-elses" / "page.png").exists()


def test_a_killed_worker_holds_its_folder_no_longer(tmp_path):
    folder = tmp_path / "footnote-reading-x"
    folder.mkdir()
    code = (
        "import sys, time; from pathlib import Path; from ingestion.reading.private import locked\n"
        "with locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(folder)], cwd=ROOT, stdout=subprocess.PIPE) as worker:
        assert worker.stdout
        worker.stdout.readline()
        with pytest.raises(OSError), private.locked(folder):
            pass
        worker.kill()
    with private.locked(folder):
        pass


def child_says(code: str, tmp_path: Path) -> str:
    """What a confined process prints."""
    program = (
        "import os; from ingestion.reading.confinement import confine; from tests.ingestion.reading.reading import LIMITS\n"
        f"confine(LIMITS, parent=os.getppid())\n{code}"
    )
    environment = processes.environment(tmp_path)
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


def test_the_process_knows_none_of_the_secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("FOOTNOTE_SECRET_KEY", "hush")
    monkeypatch.setenv("https_proxy", "http://proxy.example.org")
    assert (
        child_says("print(sorted(name for name in os.environ if 'FOOTNOTE' in name or 'proxy' in name.lower()))", tmp_path) == "[]"
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "192.0.2.1"])
def test_the_process_has_no_network(tmp_path, host):
    assert "no network" in child_says(f"import socket; socket.create_connection(('{host}', 80), timeout=2)", tmp_path)


def test_even_a_program_that_it_starts_has_no_network_where_the_system_allows_it(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("needs root or user namespaces")
    links = child_says(
        "import subprocess; print(subprocess.run(['cat', '/proc/net/dev'], capture_output=True, text=True).stdout)", tmp_path
    )
    assert "eth" not in links


def test_it_cannot_raise_its_limits_again(tmp_path):
    said = child_says(
        "import resource; print(resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CORE))", tmp_path
    )
    assert said == f"({LIMITS.memory_bytes}, {LIMITS.memory_bytes}) (0, 0)"


EVENTS = [
    Counted(3),
    Step(1, 3, recognising=True),
    PageRead(1, "i", "Häfen, 港 🌊", confidence=0.5, recognised=True),
    Facts("text/plain", "Title", "Author", None, "en", 1),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_events_come_through_the_wire_as_they_were(tmp_path, event):
    assert wire.decode(wire.encode(event), folder=tmp_path) == event


def test_errors_come_through_the_wire_as_they_were(tmp_path):
    with pytest.raises(errors.TooManyPages, match="Nine pages"):
        wire.decode(wire.encode(errors.TooManyPages("Nine pages.")), folder=tmp_path)


NONSENSE = [
    b"", b"hello", b"[]", b"null", b"{}", b'{"event": "Shutdown"}', b'{"event": ["x"]}', b"[" * 100_000, b"\xff\xfe",
    b'{"event": "Counted", "pages": -1}', b'{"event": "Counted", "pages": "3"}', b'{"event": "Counted", "pages": true}',
    b'{"event": "PageRead", "number": 1, "label": "", "text": "ab", "lines": [[0, 9, 0, 0, 1, 1]], "blocks": [], "image": null,'
    b' "recognised": false, "confidence": null}',
    b'{"event": "PageRead", "number": 1, "label": "", "text": "a\\u0000b", "lines": [], "blocks": [], "image": null,'
    b' "recognised": false, "confidence": null}',
    b'{"event": "PageRead", "number": 1, "label": "", "text": "a\\ud800b", "lines": [], "blocks": [], "image": null,'
    b' "recognised": false, "confidence": null}',
    b'{"event": "PageRead", "number": 1, "label": "", "text": "", "lines": [], "blocks": [], "image": "/etc/passwd",'
    b' "recognised": false, "confidence": null}',
    b'{"event": "PageRead", "number": 1, "label": "", "text": "ab", "lines": [], "blocks": [{"kind": "virus", "start": 0, "end": 1,'
    b' "level": 0}], "image": null, "recognised": false, "confidence": null}',
    b'{"event": "Attachment", "name": "x", "path": "../../etc/passwd"}',
    b'{"event": "Facts", "media_type": "", "title": "", "author": "", "dated": "yesterday", "language": "", "page_count": 1}',
]  # fmt: skip


@pytest.mark.parametrize("line", NONSENSE, ids=range(len(NONSENSE)))
def test_a_line_of_nonsense_is_an_error_and_no_crash(tmp_path, line):
    with pytest.raises(errors.ReaderCrashed):
        wire.decode(line, folder=tmp_path)


def test_a_link_out_of_the_folder_is_no_attachment(tmp_path):
    (tmp_path / "link").symlink_to("/etc/passwd")
    with pytest.raises(errors.ReaderCrashed):
        wire.decode(wire.encode(Attachment("x", tmp_path / "link")), folder=tmp_path)


def test_a_page_of_a_pdf_is_drawn_at_the_width_asked_for(tmp_path):
    from PIL import Image

    from ingestion.reading import render

    path = makers.pdf(tmp_path / "a.pdf", ["one", "two"])
    drawn = render(path, page=2, out=tmp_path / "two.jpg", width=700, limits=LIMITS)
    with Image.open(drawn) as image:
        assert (image.width, image.format) == (700, "JPEG")


@pytest.mark.parametrize("page", [0, 3])
def test_a_page_that_is_not_there_cannot_be_drawn(tmp_path, page):
    from ingestion.reading import render

    with pytest.raises(errors.UploadAnotherFile, match="no such page"):
        render(makers.pdf(tmp_path / "a.pdf", ["one", "two"]), page=page, out=tmp_path / "x.jpg", width=700, limits=LIMITS)


def test_a_page_cannot_be_drawn_at_a_size_beyond_the_limit(tmp_path):
    from ingestion.reading import render

    with pytest.raises(errors.ImageTooLarge):
        render(
            makers.pdf(tmp_path / "a.pdf", ["one"]),
            page=1,
            out=tmp_path / "x.jpg",
            width=20_000,
            limits=replace(LIMITS, max_pixels=10**6),
        )
