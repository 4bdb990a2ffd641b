"""`manage.py evaluate_guard DIR`: how well personal data and secrets are found, and how fast."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluation import guarding
from evaluation.guarding import Score
from guard.credentials import credentials
from guard.personal_data import personal_data


class Command(BaseCommand):
    help = "Measure how well and how fast personal data and secrets are found in labelled texts, and false alarms in documents."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="Holds presidio_*.jsonl (text, spans) and secrets.tar.xz.")
        parser.add_argument("--documents", type=Path, help="Folder of Markdown files in which little is to be found.")
        parser.add_argument("--adverse", type=int, default=0, metavar="SIZE", help="Also time made-up texts of so many characters.")

    def handle(self, *_args: Any, folder: Path, documents: Path | None, adverse: int, **_options: Any) -> None:
        try:
            self._labelled(folder)
        except (OSError, KeyError, ValueError, StopIteration) as error:
            raise CommandError(f"{folder} can't be read as a set of labelled texts: {error}") from None
        if documents:
            self._documents(documents)
        if adverse:
            unit, seconds = guarding.slowest(adverse)
            self.stdout.write(f"slowest made-up text of {adverse} characters: {unit!r} again and again, {seconds:.2f} s")

    def _labelled(self, folder: Path) -> None:
        for path in sorted(folder.glob("presidio_*.jsonl")):
            for kind, score in guarding.by_kind(path).items():
                self._tell(f"{path.stem}: {kind}", score)
        rows, files = guarding.secrets(folder / "secrets.tar.xz")
        self._tell("secrets, by text", guarding.of_secrets(rows))
        for name, text in sorted(files.items()):
            self.stdout.write(f"  {Path(name).name}: {len(credentials(text))} found")

    def _tell(self, name: str, score: Score) -> None:
        self.stdout.write(
            f"{name:40} precision {score.precision:.3f}  recall {score.recall:.3f}  F1 {score.f1:.3f}"
            f"  ({score.hits} right, {score.wrong} wrong, {score.missed} missed)"
        )

    def _documents(self, folder: Path) -> None:
        found, size = guarding.alarms(folder)
        for kind, number in found.most_common():
            self.stdout.write(f"documents: {kind:12} {number:6} found, {number / size * 1e6:8.1f} in a million characters")
        for name, find in (("personal data", personal_data), ("secrets", credentials)):
            self.stdout.write(f"{name}: {guarding.speed(folder, find):.2f} MB a second of processor time")
