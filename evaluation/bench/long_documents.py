"""Peak memory while a long PDF is taken in, against a short one: of the process that reads, and of the document worker."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from evaluation.bench.house import House, house
from evaluation.bench.messages import Measurement
from evaluation.bench.reading import text_pages

WARM, LENGTHS = 11, (10, 100, 1000)
READER, WORKER = "ingestion.reading.", "-Q documents"
LOOK_EVERY = 0.05


def measure(data: Path) -> Measurement:
    """Resident memory in MB, shared libraries and models included, after one document to warm up. Readers are forks of a server."""
    peaks: dict[int, dict[str, float]] = {}
    with TemporaryDirectory() as folder, house() as footnote:
        for number in (WARM, *LENGTHS):
            text_pages(data / "parsing" / "docling" / "pdf", number, Path(folder) / f"{number}.pdf")
        _take_in(footnote, Path(folder) / f"{WARM}.pdf")
        for number in LENGTHS:
            peaks[number] = _peaks(footnote, Path(folder) / f"{number}.pdf")
    shortest, longest = peaks[LENGTHS[0]], peaks[LENGTHS[-1]]
    figures: dict[str, float] = {}
    for name in shortest:
        figures |= {f"{name}, {number:,} pages, MB": peaks[number][name] for number in LENGTHS}
        figures[f"{name}, longest to shortest, MB more"] = longest[name] - shortest[name]
    return Measurement(f"Memory at its highest for PDFs of {LENGTHS[0]} to {LENGTHS[-1]:,} pages", figures)


def _take_in(footnote: House, document: Path) -> None:
    footnote.manage("ingest", str(document), "--collection", "Long", "--wait")


def _peaks(footnote: House, document: Path) -> dict[str, float]:
    with _watched(footnote.process.pid) as peaks:
        _take_in(footnote, document)
    return {"reading process": peaks[READER], "document worker": peaks[WORKER]}


@contextmanager
def _watched(pid: int) -> Iterator[dict[str, float]]:
    """The highest resident memory of the readers and of the worker, in MB, seen while the block runs."""
    peaks, over = {READER: 0.0, WORKER: 0.0}, threading.Event()

    def watch() -> None:
        while not over.wait(LOOK_EVERY):
            for name, resident in _resident(pid):
                peaks[name] = max(peaks[name], resident)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peaks
    finally:
        over.set()
        watcher.join()


def _resident(pid: int) -> Iterator[tuple[str, float]]:
    for process in psutil.Process(pid).children(recursive=True):
        try:
            command = " ".join(process.cmdline())
            found = next((name for name in (READER, WORKER) if name in command), None)
            if found:
                yield found, process.memory_info().rss / 2**20
        except psutil.NoSuchProcess:
            continue
