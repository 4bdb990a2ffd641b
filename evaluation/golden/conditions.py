"""What a run was run with, so that two can be told apart: models, index, weights, prompts."""

import hashlib
import logging
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from assistant import prompts
from evaluation.models import GoldenRun, LiveConditions
from gateway import client
from retrieval import chunkers, confidence, fusion, reranking, stages, versions, weighing
from retrieval.errors import RetrievalError
from retrieval.models import IndexVersion
from retrieval.rerankers import adopted

log = logging.getLogger(__name__)
CHANGED = "Meanwhile something that the run is run with has changed: {changes}. Figures of both would say nothing: ask again."


class AskAgain(Exception):
    """A run can't be gone on with as it began; the message says why, fit to show."""


def now(index: IndexVersion | None = None) -> dict[str, str]:
    """By name, as a page shows it; with the live version of the index where none is named.

    Reads the embedding model's files: for workers and commands only.
    """
    conf, provider, asked = settings.RETRIEVAL, client.provider(), index or versions.live()
    cut = chunkers.of(asked) if asked else chunkers.configured()
    shown = settings.ASSISTANT
    return {
        "Embedding model": asked.fingerprint if asked else versions.current_model().fingerprint,
        "Index": asked.name if asked else "none yet",
        "Chunks": f"{cut.tokens} tokens, {cut.overlap} shared",
        "Candidates": f"{conf.candidates}, {conf.keep} kept",
        "Index settings": ", ".join(f"{name} {value}" for name, value in asdict(conf.index).items()),
        "Weights": f"meaning {fusion.DENSE}, words {fusion.BM25}, coverage {reranking.COVERAGE}, proximity {reranking.PROXIMITY}, "
        f"document {weighing.WEIGHT}",
        "Stages": ", ".join(name for name in stages.NAMES if getattr(conf.stages, name)),
        "Re-ranker": _reranker(),
        "Refuses below": str(confidence.SURE_ENOUGH),
        "Language model": provider.model or provider.name,
        "Shown to the model": f"{shown.passages} passages, {shown.prompt_tokens} tokens",
        "Answers": f"up to {shown.answer_tokens} tokens{', asked for numbers' if shown.ask_for_numbers else ''}"
        f"{', whole documents passage by passage' if shown.piece_by_piece else ''}",
        "Prompts": _digest(prompts.everything()),
    }


def changed(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str, str]]:
    """What is not the same in two runs: its name, what it was and what it became."""
    names = dict.fromkeys([*before, *after])
    return [(name, before.get(name, "–"), after.get(name, "–")) for name in names if before.get(name) != after.get(name)]


def check_unchanged(run: GoldenRun, index: IndexVersion | None) -> None:
    """Raise AskAgain where this is no longer what the run began with: its figures would be of two configurations."""
    if known := changed(run.conditions, now(index)):
        raise AskAgain(CHANGED.format(changes="; ".join(f"{name} was {before}, is {after}" for name, before, after in known)))


def note() -> None:
    """Write down what holds now, if there is an index: pages compare it with what runs were run with. For workers and commands."""
    if not versions.every().filter(state=versions.State.LIVE).exists():
        return
    try:
        told = now()
    except RetrievalError as error:
        log.warning("The conditions of golden runs could not be looked up: %s", error)
        return
    seen = LiveConditions.objects.filter(pk=1).first()
    if seen is None or seen.told != told:
        LiveConditions.objects.update_or_create(pk=1, defaults={"told": told, "since": timezone.now()})


def changed_since(run: GoldenRun | None) -> tuple[list[tuple[str, str, str]], datetime | None]:
    """What is no longer as it was when a finished run was run, and since when, as far as workers have seen it."""
    seen = LiveConditions.objects.filter(pk=1).first() if run else None
    return (changed(run.conditions, seen.told), seen.since) if run and seen else ([], None)


def _reranker() -> str:
    conf = adopted.in_use()
    named = Path(conf.model).name if Path(conf.model).is_dir() else conf.model
    return (named or ("at its URL" if conf.url else "none")) if conf.passages else "none"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
