"""`manage.py evaluate_reading`: what becomes of a folder of odd files."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from evaluation import reading


class Command(BaseCommand):
    help = "Measure how well files are read, over the folder `parsing` of a set of test collections."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("data", type=Path, help="Folder of the test collections.")
        parser.add_argument("--json", action="store_true", help="Print JSON.")

    def handle(self, *, data: Path, **options: Any) -> None:
        results = measure(data)
        if options["json"]:
            self.stdout.write(json.dumps(results, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(shown(results)))


def measure(data: Path) -> dict[str, Any]:
    """Everything that is measured."""
    return {"odd files": [asdict(each) for each in reading.odd_files(data / "parsing/docling")]}


def shown(results: dict[str, Any]) -> list[str]:
    """As lines for people."""
    files = results["odd files"]
    known = [each["recall"] for each in files if each["recall"] is not None]
    return [
        f"odd files: {len(files)}, read {sum(not each['failure'] for each in files)}",
        f"  share of the known words of each, on average: {sum(known) / len(known):.3f}",
        *(f"  refused {each['file']}: {each['failure']}" for each in files if each["failure"]),
        *(f"  silently empty: {each['file']}" for each in files if not each["failure"] and not each["characters"]),
    ]
