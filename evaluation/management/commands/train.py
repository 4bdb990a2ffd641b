"""`manage.py train reranker`: make a re-ranker from judged questions, and use it only where it helps."""

import logging
from argparse import ArgumentParser
from contextlib import nullcontext
from datetime import UTC, datetime
from json import dumps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from evaluation.apart import NoVectors, apart
from evaluation.beir import BadCollection, TestCollection
from evaluation.training import deciding, judged, reporting, teaching
from evaluation.training.messages import CannotTrain, Plan, Trained
from evaluation.training.run import check_free, train
from retrieval.errors import RetrievalError
from retrieval.rerankers import adopted

DEFAULT = Plan()


class Command(BaseCommand):
    help = "Train a re-ranker from judged questions, measure it on others, and adopt it if the golden sets get better with it."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["reranker"])
        parser.add_argument(
            "--data", action="append", type=Path, default=[], metavar="DIR",
            help="A collection in BEIR layout, or a folder of such; may be repeated. Default: the golden sets of this house.",
        )  # fmt: skip
        parser.add_argument("--hold-out", action="append", default=[], metavar="NAME", help="Only measure with this collection.")
        parser.add_argument(
            "--out", type=Path, metavar="FOLDER", help="Where it is written. Default: a new one in the data folder."
        )
        parser.add_argument("--keep", type=Path, metavar="FOLDER", help="With --data: keep the index here, and use what is there.")
        for name, said in (
            ("layers", "Layers of the bundled embedding model that are kept; each costs time at every search."),
            ("epochs", "How often each question is learnt from."),
            ("negatives", "Wrong passages a question."),
            ("questions", "Most questions of each set to learn from."),
            ("measure", "Most questions of each set to measure with."),
            ("seed", "The same one gives the same re-ranker on the same machine."),
        ):
            value = getattr(DEFAULT, "measured" if name == "measure" else name)
            parser.add_argument(f"--{name}", type=int, default=value, metavar="NUMBER", help=f"{said} Default: {value}.")
        parser.add_argument("--adopt", action="store_true", help="Use it if the golden sets can't tell, being empty.")
        parser.add_argument("--drop", action="store_true", help="Train nothing: stop using the one that was adopted.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object and nothing else.")

    def handle(self, *_args: Any, drop: bool, json: bool, **options: Any) -> None:
        if drop:
            there = adopted.drop()
            self._say({"dropped": there}, "It is used no more." if there else "None was adopted.", as_json=json)
            return
        if not json:
            logging.getLogger("evaluation").setLevel(logging.INFO)
        try:
            trained = self._trained(_plan(options), options["data"], options["out"] or _new_folder(), options["keep"])
            decision = deciding.decide(trained, insist=options["adopt"])
            if decision.adopt:
                adopted.adopt(trained.folder)
        except (BadCollection, CannotTrain, NoVectors, RetrievalError) as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"The re-ranker can't be written: {error}.") from None
        self._say(reporting.as_json(trained, decision), reporting.text(trained, decision), as_json=json)

    def _trained(self, plan: Plan, folders: list[Path], out: Path, keep: Path | None) -> Trained:
        teaching.check_installed()
        known = judged.collections(folders)
        _check_held_out(plan, known)
        check_free(out)
        deciding.check_answers()
        with apart(keep) if known else nullcontext():
            questions = [each for one in known for each in judged.of_collection(one)] if known else judged.of_golden_sets()
            return train(questions, plan, out)

    def _say(self, told: dict[str, Any], text: str, *, as_json: bool) -> None:
        self.stdout.write(dumps(told, ensure_ascii=False) if as_json else text)


def _plan(options: dict[str, Any]) -> Plan:
    numbers = {name: options[name] for name in ("layers", "epochs", "negatives", "questions", "seed")}
    plan = Plan(**numbers, measured=options["measure"], hold_out=tuple(options["hold_out"]))
    if min(plan.layers, plan.epochs, plan.negatives, plan.questions, plan.measured) < 1:
        raise CommandError("Layers, epochs, negatives, questions and those to measure with are 1 or more.")
    return plan


def _check_held_out(plan: Plan, known: list[TestCollection]) -> None:
    strange = sorted(set(plan.hold_out) - {each.name for each in known})
    if strange:
        raise CannotTrain(f"There is no collection {', '.join(strange)} to hold out: name its folder with --data too.")


def _new_folder() -> Path:
    return Path(settings.RETRIEVAL.rerank.adopted) / f"trained-{datetime.now(UTC):%Y%m%d-%H%M%S}"
