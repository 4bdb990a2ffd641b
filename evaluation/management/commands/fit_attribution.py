"""`manage.py fit_attribution FILE`: fit the curve that says when a sentence is supported, and measure it on unseen rows."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluation import attribution


class Command(BaseCommand):
    help = "Fit support on half of a file of human judgements (JSON lines: context, answer, label), measure it on the other half."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--most", type=int, help="Use only so many rows.")

    def handle(self, *args: Any, file: Path, most: int | None, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        self.stdout.write(json.dumps(asdict(attribution.fit(attribution.judged(file, most))), indent=2))
