"""One training from judged questions to a folder that searches can use. Nothing is left behind where it is broken off."""

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from evaluation.training import card, mining
from evaluation.training.measuring import measure, using
from evaluation.training.messages import CannotTrain, Example, Judged, Parts, Plan, Trained
from evaluation.training.splitting import split
from evaluation.training.teaching import LONGEST, start_folder, taught
from evaluation.training.weighing import best_weight
from retrieval.rerankers.described import Described, write

logger = logging.getLogger(__name__)
FEWEST = 20
FEWEST_MEASURED = 5
TOO_FEW = (
    "Of {asked} judged questions {learnt} can be learnt from and {measured} measure: {fewest} and {least} are the fewest. One can "
    "be learnt from where search finds a right passage, and wrong ones below it. "
    "Name more collections, or write more golden questions."
)
MEGABYTE = 2**20


def train(judged: Sequence[Judged], plan: Plan, out: Path) -> Trained:
    """Learn from some of the questions, measure with others, and write the re-ranker into `out`.

    The index at hand has their documents. Raises CannotTrain, RetrievalError or OSError.
    """
    parts = split(judged, plan)
    with _scratch(out) as scratch:
        known = _mined(parts, plan)
        logger.info("Learning from %s questions, %s pairs", len(known), _pairs(known))
        folder = _exported(known, plan, scratch)
        weight = _weighed(parts, folder)
        logger.info("Measuring with %s questions at weight %s", len(parts.measured), weight)
        measured = measure(parts.measured, folder, plan)
        sources = tuple(dict.fromkeys(each.of for each in parts.learnt))
        size = sum(path.stat().st_size for path in folder.iterdir()) / MEGABYTE
        trained = Trained(folder, plan, sources, len(known), _pairs(known), weight, size, measured)
        card.write(trained)
        os.replace(folder, out)
    return replace(trained, folder=out)


def check_free(out: Path) -> None:
    """Raises CannotTrain where something lies in the way."""
    if out.exists():
        raise CannotTrain(f"{out} is there already. Name a folder that isn't.")


@contextmanager
def _scratch(out: Path) -> Iterator[Path]:
    """A folder beside the one to be made, so that what is whole takes its place in one step."""
    check_free(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".training-", dir=out.parent) as scratch:
        yield Path(scratch)


def _mined(parts: Parts, plan: Plan) -> list[Example]:
    """What there is to learn, found by search without any re-ranker."""
    with using(None):
        known = list(mining.examples(parts.learnt, plan.negatives))
    if len(known) < FEWEST or len(parts.measured) < FEWEST_MEASURED:
        asked = len(parts.learnt) + len(parts.weighed) + len(parts.measured)
        counts = {"asked": asked, "learnt": len(known), "measured": len(parts.measured)}
        raise CannotTrain(TOO_FEW.format(**counts, fewest=FEWEST, least=FEWEST_MEASURED))
    return known


def _exported(known: Sequence[Example], plan: Plan, scratch: Path) -> Path:
    model, folder = taught(known, plan, scratch / "trainer"), scratch / "reranker"
    from retrieval.rerankers.quantised import export

    export(model, start_folder() / "tokenizer.json", folder, Described(0.0, LONGEST))
    return folder


def _weighed(parts: Parts, folder: Path) -> float:
    """The weight that suits it, written into its folder."""
    with using(None):
        found = [mining.listed(each, settings.RETRIEVAL.rerank.passages or mining.DEEP) for each in parts.weighed]
    weight = best_weight(found, folder)
    write(folder, Described(weight, LONGEST))
    return weight


def _pairs(known: Sequence[Example]) -> int:
    return sum(len(each.right) + len(each.wrong) for each in known)
