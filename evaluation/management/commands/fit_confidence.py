"""`manage.py fit_confidence`: where the numbers in retrieval/confidence.py come from."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluation.apart import NoVectors, apart
from evaluation.confidence import Curve, Example, examples, fit, question_sets
from retrieval.errors import RetrievalError


class Command(BaseCommand):
    help = "Fit the confidence of a search on questions with and without an answer, and say how well it holds."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="Holds retrieval/squad2 and unanswerable/clapnq_dev.jsonl.")
        parser.add_argument("--keep", type=Path, metavar="FOLDER", help="Keep the index here, and use what is there already.")

    def handle(self, *_args: Any, folder: Path, keep: Path | None, **_options: Any) -> None:
        try:
            squad, clap = question_sets(folder)
            with apart(keep):
                known = [list(examples(squad, clap)), list(examples(clap, squad))]
        except (OSError, ValueError, KeyError, NoVectors, RetrievalError) as error:
            raise CommandError(str(error)) from None
        for fitted_on, held_out in (known, reversed(known)):
            self._tell("Fitted on the other set alone", fit(fitted_on), held_out)
        curve = fit(known[0] + known[1])
        self._tell("Fitted on both", curve, known[0] + known[1])
        self.stdout.write(f"INTERCEPT = {curve.intercept:.2f}\nWEIGHTS = {', '.join(f'{weight:.2f}' for weight in curve.weights)}")

    def _tell(self, title: str, curve: Curve, held_out: list[Example]) -> None:
        from sklearn.metrics import brier_score_loss, roc_auc_score

        answered, chances = [example.answered for example in held_out], curve.probabilities(held_out)
        self.stdout.write(f"\n{title}: AUC {roc_auc_score(answered, chances):.3f}, Brier {brier_score_loss(answered, chances):.3f}")
        for kind in sorted({example.kind for example in held_out}):
            of_kind = [chance for example, chance in zip(held_out, chances, strict=True) if example.kind == kind]
            self.stdout.write(f"  {kind}: {len(of_kind)} questions, mean probability {sum(of_kind) / len(of_kind):.2f}")
