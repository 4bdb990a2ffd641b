"""Scanned pages recognised in a second, by the number of processes that recognise at once."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path

from evaluation.bench.messages import Measurement
from evaluation.reading import pages_of

PAGES = 8


def measure(data: Path) -> Measurement:
    """Book pages, each a document that is read as a worker's thread reads it: in a confined process of its own."""
    pages = list(islice(cycle(sorted((data / "ocr" / "oldbooks").rglob("*.png"))), PAGES))
    numbers = sorted({1, 2, os.cpu_count() or 1})
    speed = {number: _speed(pages, number) for number in numbers}
    figures = {f"{number} at once, pages a second": each for number, each in speed.items()}
    gains = {f"{number} to 1": each / speed[1] for number, each in speed.items() if number > 1}
    return Measurement(f"Recognising {PAGES} scanned pages on {os.cpu_count()} cores", figures | gains)


def _speed(pages: list[Path], at_once: int) -> float:
    with ThreadPoolExecutor(at_once) as readers:
        begun = time.perf_counter()
        recognised = sum(len(read) for read in readers.map(pages_of, pages))
        return recognised / (time.perf_counter() - begun)
