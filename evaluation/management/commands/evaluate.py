"""`manage.py evaluate`: how well search finds and, with --ocr, how well pictures are read, on collections with known answers."""

import logging
from argparse import ArgumentParser
from json import dumps
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluation import report
from evaluation.apart import NoVectors, apart
from evaluation.beir import BadCollection, TestCollection, read
from evaluation.ocr import report as ocr_report
from evaluation.ocr.disturbing import WAYS
from evaluation.ocr.pictures import NoPictures, Pictures, pictures
from evaluation.ocr.run import play as play_pictures
from evaluation.run import Result, play
from retrieval.errors import RetrievalError


class Command(BaseCommand):
    help = "Measure search on test collections (BEIR layout) apart from the live index, or with --ocr the recognition of pictures."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folders", nargs="*", type=Path, metavar="DIR", help="Folder of a collection.")
        parser.add_argument("--ocr", type=Path, metavar="DIR", help="Folder of pictures with known texts, or of such folders.")
        parser.add_argument("--sample", type=int, default=0, metavar="N", help="With --ocr: only so many pictures of each folder.")
        parser.add_argument(
            "--way", action="append", choices=WAYS, default=[], help="With --ocr: only this disturbance. May be repeated."
        )
        parser.add_argument(
            "--keep", type=Path, metavar="FOLDER", help="Keep the index in this folder, and use what is there already."
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object and nothing else.")
        parser.add_argument("--run-file", type=Path, help="Write hybrid search's rankings in TREC's format.")

    def handle(self, *_args: Any, folders: list[Path], ocr: Path | None, **options: Any) -> None:
        if bool(folders) == bool(ocr):
            raise CommandError("Name folders of collections, or a folder of pictures with --ocr.")
        try:
            if ocr:
                self._read_pictures(pictures(ocr, options["sample"]), options["way"], json=options["json"])
            else:
                self._search([read(folder) for folder in folders], options["keep"], options["run_file"], json=options["json"])
        except (BadCollection, NoPictures, NoVectors, RetrievalError) as error:
            raise CommandError(str(error)) from None

    def _read_pictures(self, folders: list[Pictures], ways: list[str], *, json: bool) -> None:
        figures = (each for folder in folders for each in play_pictures(folder, ways))
        if json:
            self.stdout.write(dumps(ocr_report.as_json(list(figures)), ensure_ascii=False))
            return
        for line in ocr_report.tables(figures):
            self.stdout.write(line)
            self.stdout.flush()

    def _search(self, collections: list[TestCollection], keep: Path | None, run_file: Path | None, *, json: bool) -> None:
        logging.getLogger("evaluation").setLevel(logging.INFO)
        results = [self._play(collection, keep, shown=not json) for collection in collections]
        if run_file:
            self._write(results, run_file)
        self.stdout.write(dumps(report.together(results)) if json else report.verdicts(results))

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
