"""`manage.py evaluate`: how well search finds, on test collections with known answers."""

import logging
from argparse import ArgumentParser
from json import dumps
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluation import report
from evaluation.apart import NoVectors, apart
from evaluation.beir import BadCollection, TestCollection, read
from evaluation.run import Result, play
from retrieval.errors import RetrievalError


class Command(BaseCommand):
    help = "Index test collections (BEIR layout) apart from the live index and measure hybrid search, dense alone and BM25 alone."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="Folder of a collection.")
        parser.add_argument(
            "--keep", type=Path, metavar="FOLDER", help="Keep the index in this folder, and use what is there already."
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object and nothing else.")
        parser.add_argument("--run-file", type=Path, help="Write hybrid search's rankings in TREC's format.")

    def handle(
        self, *_args: Any, folders: list[Path], run_file: Path | None, keep: Path | None, json: bool, **_options: Any
    ) -> None:
        logging.getLogger("evaluation").setLevel(logging.INFO)
        try:
            results = [self._play(collection, keep, shown=not json) for collection in [read(folder) for folder in folders]]
        except (BadCollection, NoVectors, RetrievalError) as error:
            raise CommandError(str(error)) from None
        if run_file:
            self._write(results, run_file)
        if json:
            self.stdout.write(dumps(report.together(results)))

    def _play(self, collection: TestCollection, keep: Path | None, *, shown: bool) -> Result:
        with apart(keep / collection.name if keep else None):
            result = play(collection)
        if shown:
            self.stdout.write(report.table(result) + "\n")
            self.stdout.flush()
        return result

    def _write(self, results: list[Result], run_file: Path) -> None:
        """One file a collection, as question ids may repeat between them: with several, the name says which."""
        for result in results:
            path = run_file if len(results) == 1 else run_file.with_name(f"{run_file.stem}.{result.collection}{run_file.suffix}")
            try:
                with path.open("w", encoding="utf-8") as file:
                    report.write_run(result, file)
            except OSError as error:
                raise CommandError(f"{path} can't be written: {error.strerror}.") from None
