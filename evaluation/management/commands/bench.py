"""`manage.py bench`: speed and memory on this machine."""

import logging
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from json import dumps
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluation.apart import NoVectors
from evaluation.bench import asking, embedding, listing, memory, search
from evaluation.bench.messages import Measurement
from retrieval.errors import RetrievalError

MEASUREMENTS: dict[str, Callable[[], Measurement]] = {
    "embedding": embedding.measure,
    "search": search.measure,
    "asking": asking.measure,
    "listing": listing.measure,
}


class Command(BaseCommand):
    help = "Measure speed and memory on this machine, apart from the live index."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help=f"Which: {', '.join(MEASUREMENTS)}. All if none is named.")
        parser.add_argument("--pid", type=int, help="Also measure the memory of this process and its descendants.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object and nothing else.")

    def handle(self, *_args: Any, names: list[str], pid: int | None, **options: Any) -> None:
        if unknown := set(names) - set(MEASUREMENTS):
            raise CommandError(f"There is no measurement {', '.join(sorted(unknown))}. Choose from {', '.join(MEASUREMENTS)}.")
        logging.getLogger("evaluation").setLevel(logging.WARNING)
        measured: dict[str, Measurement] = {}
        try:
            for name, measurement in self._chosen(names, pid):
                measured[name] = measurement
                if not options["json"]:
                    self.stdout.write(_table(measurement))
        except (NoVectors, RetrievalError, asking.NoHouse, memory.NoSuchProcess) as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(dumps({name: each.figures for name, each in measured.items()}))

    def _chosen(self, names: list[str], pid: int | None) -> Iterator[tuple[str, Measurement]]:
        for name, measure in MEASUREMENTS.items():
            if name in names or not (names or pid):
                yield name, measure()
        if pid:
            yield "memory", memory.measure(pid)


def _table(measurement: Measurement) -> str:
    rows = [f"| {name} | {value:,.2f} |" for name, value in measurement.figures.items()]
    return "\n".join([measurement.title, "", "| what | figure |", "| --- | ---: |", *rows, ""])
