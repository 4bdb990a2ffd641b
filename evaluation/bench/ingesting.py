"""Documents a second from upload to searchable through a whole Footnote, against the sum of the parts of that work."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar
from uuid import uuid4

from evaluation.apart import apart
from evaluation.bench.house import house
from evaluation.bench.messages import Measurement
from evaluation.reading import pages_of
from ingestion.chunking import chunk
from ingestion.reading import PageRead
from retrieval import index
from retrieval.messages import Chunk, IndexedVersion

T = TypeVar("T")
DOCUMENTS = 60


def measure(data: Path) -> Measurement:
    """Real handbook pages, office files and PDFs. The parts are done one after the other in this process: read, cut, indexed."""
    every = sorted(path for path in (data / "handbooks" / "gsa-tts-handbook").rglob("*") if path.is_file())
    files = every[:: max(1, len(every) // DOCUMENTS)][:DOCUMENTS]
    one, whole = _through_a_house(files, at_once=1), _through_a_house(files, at_once=2)
    parts = _parts(files)
    together = sum(parts.values())
    return Measurement(
        f"{len(files)} documents from upload to searchable",
        {
            "one at a time, documents a second": len(files) / one,
            "two at once, documents a second": len(files) / whole,
            "two to one": one / whole,
            **{f"{name} alone, seconds": seconds for name, seconds in parts.items()},
            "parts together, documents a second": len(files) / together,
            "two at once to parts": together / whole,
        },
    )


def _through_a_house(files: list[Path], *, at_once: int) -> float:
    with TemporaryDirectory() as folder, house(FOOTNOTE_DOCUMENTS_AT_ONCE=str(at_once)) as footnote:
        for number, file in enumerate(files):
            shutil.copy(file, Path(folder) / f"{number} {file.name}")
        footnote.manage("ingest", str(files[0]), "--collection", "Warm", "--wait")
        begun = time.perf_counter()
        footnote.manage("ingest", folder, "--collection", "Documents", "--wait")
        return time.perf_counter() - begun


def _parts(files: list[Path]) -> dict[str, float]:
    def read() -> list[list[PageRead]]:
        return [pages_of(file) for file in files]

    def cut() -> list[list[Chunk]]:
        return [chunk(each, title="") for each in pages]

    def write() -> None:
        for each in chunks:
            index.write(IndexedVersion(uuid4(), uuid4(), uuid4(), ""), each)

    with apart():
        index.write(IndexedVersion(uuid4(), uuid4(), uuid4(), ""), [Chunk(0, "To warm up.", ())])
        pages, reading = _timed(read)
        chunks, cutting = _timed(cut)
        _, writing = _timed(write)
    return {"reading": reading, "cutting": cutting, "embedding and indexing": writing}


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = time.perf_counter()
    result = work()
    return result, time.perf_counter() - begun
