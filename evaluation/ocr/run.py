"""Disturbs pictures, has both systems read them, and counts what they got wrong."""

import os
import resource
import tempfile
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from evaluation.ocr.disturbing import WAYS, Way
from evaluation.ocr.pictures import Pictures
from evaluation.ocr.scoring import rates, score
from evaluation.ocr.systems import SYSTEMS, System


@dataclass(frozen=True)
class Figures:
    """What one system made of one folder, disturbed in one way. `cer` is None where the order of the texts isn't known."""

    folder: str
    way: str
    system: str
    pictures: int
    cer: float | None
    wer: float
    cpu_seconds: float
    """For each picture, with all that was started for it."""


def play(pictures: Pictures, ways: Collection[str] = ()) -> Iterator[Figures]:
    """Both systems over one folder in each of the ways (all if none is named), clean first."""
    for name, way in WAYS.items():
        if ways and name not in ways:
            continue
        with tempfile.TemporaryDirectory() as copies, one_thread_each():
            paths = [disturbed(picture.path, way, Path(copies) / f"{at}.png") for at, picture in enumerate(pictures.pictures)]
            for system, reads in SYSTEMS.items():
                yield measured(pictures, paths, name, system, reads)


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Tesseract's own threads only get into each other's way. What else runs in this process must not inherit that."""
    before = os.environ.get("OMP_THREAD_LIMIT")
    os.environ["OMP_THREAD_LIMIT"] = before or "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["OMP_THREAD_LIMIT"]


def measured(pictures: Pictures, paths: list[Path], way: str, system: str, reads: System) -> Figures:
    """One system over these files; one process a core."""
    begun = cpu_seconds()
    with ThreadPoolExecutor(os.cpu_count()) as readers:
        texts = list(readers.map(reads, paths))
    spent = (cpu_seconds() - begun) / len(paths)
    cer, wer = rates(score(picture, text) for picture, text in zip(pictures.pictures, texts, strict=True))
    return Figures(pictures.name, way, system, len(paths), cer, wer, spent)


def disturbed(path: Path, way: Way, copy: Path) -> Path:
    """A worse copy of a picture."""
    with Image.open(path) as image:
        grey = image.convert("L")
        grey.info |= image.info
        way(grey).save(copy)
    return copy


def cpu_seconds() -> float:
    """Time of processors that the processes started here have used so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
