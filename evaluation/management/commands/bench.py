"""`manage.py bench`: speed and memory on this machine."""

import logging
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from json import dumps
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluation.apart import NoVectors
from evaluation.bench import (
    asking,
    embedding,
    ingesting,
    keeping,
    listing,
    long_documents,
    memory,
    reading,
    recognising,
    scale,
    search,
)
from evaluation.bench.house import NoHouse
from evaluation.bench.messages import Measurement
from retrieval.errors import RetrievalError

MEASUREMENTS: dict[str, Callable[[], Measurement]] = {
    "embedding": embedding.measure,
    "search": search.measure,
    "asking": asking.measure,
    "listing": listing.measure,
}
# These read the test collections, which are not part of Footnote.
ON_DATA: dict[str, Callable[[Path], Measurement]] = {
    "reading": reading.measure,
    "recognising": recognising.measure,
    "ingesting": ingesting.measure,
    "long": long_documents.measure,
}
SIZED: dict[str, tuple[Callable[[Path, int], Measurement], Sequence[int]]] = {
    "scale": (scale.measure, scale.SIZES),
    "keeping": (keeping.measure, keeping.SIZES),
}
NEED_DATA = (*ON_DATA, *SIZED)
NAMES = (*MEASUREMENTS, *NEED_DATA)


class Command(BaseCommand):
    help = "Measure speed and memory on this machine, apart from the live index."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help=f"Which: {', '.join(NAMES)}. All if none is named.")
        parser.add_argument(
            "--data", type=Path, default=Path("../shared/data"), help=f"Test collections, for {', '.join(NEED_DATA)}."
        )
        parser.add_argument(
            "--size", type=int, action="append", metavar="CHUNKS", help=f"For {' and '.join(SIZED)}; may be repeated."
        )
        parser.add_argument("--pid", type=int, help="Also measure the memory of this process and its descendants.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object and nothing else.")

    def handle(self, *_args: Any, names: list[str], pid: int | None, data: Path, **options: Any) -> None:
        if unknown := set(names) - set(NAMES):
            raise CommandError(f"There is no measurement {', '.join(sorted(unknown))}. Choose from {', '.join(NAMES)}.")
        if set(names) & set(NEED_DATA) and not data.is_dir():
            raise CommandError(f"There are no test collections in {data}. Name their folder with --data.")
        logging.getLogger("evaluation").setLevel(logging.WARNING)
        measured: dict[str, Measurement] = {}
        try:
            for name, measurement in self._chosen(names, pid, data, options["size"] or ()):
                measured[name] = measurement
                if not options["json"]:
                    self.stdout.write(_table(measurement))
        except (NoVectors, RetrievalError, NoHouse, memory.NoSuchProcess) as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(dumps({name: each.figures for name, each in measured.items()}))

    def _chosen(self, names: list[str], pid: int | None, data: Path, sizes: Sequence[int]) -> Iterator[tuple[str, Measurement]]:
        chosen = names or ([] if pid else NAMES)
        for name, measure in MEASUREMENTS.items():
            if name in chosen:
                yield name, measure()
        for name in NEED_DATA:
            if name in chosen and data.is_dir():
                yield from _on_data(name, data, sizes)
            elif name in chosen:
                self.stderr.write(f"{name} is left out: there are no test collections in {data}.")
        if pid:
            yield "memory", memory.measure(pid)


def _on_data(name: str, data: Path, sizes: Sequence[int]) -> Iterator[tuple[str, Measurement]]:
    if name in SIZED:
        measure, usual = SIZED[name]
        yield from ((f"{name} {size}", measure(data, size)) for size in sizes or usual)
    else:
        yield name, ON_DATA[name](data)


def _table(measurement: Measurement) -> str:
    rows = [f"| {name} | {value:,.2f} |" for name, value in measurement.figures.items()]
    return "\n".join([measurement.title, "", "| what | figure |", "| --- | ---: |", *rows, ""])
