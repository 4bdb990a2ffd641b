"""What a run was run with, so that two can be told apart: models, index, weights, prompts."""

import hashlib

from django.conf import settings

from assistant import prompts
from gateway import client
from retrieval import confidence, fusion, reranking, stages, versions
from retrieval.models import IndexVersion

PROMPTS = ("answer", "numbers", "rewrite")


def now(index: IndexVersion | None = None) -> dict[str, str]:
    """By name, as a page shows it; with the live version of the index where none is named.

    Reads the embedding model's files: for workers and commands only.
    """
    conf, provider, asked = settings.RETRIEVAL, client.provider(), index or versions.live()
    return {
        "Embedding model": asked.fingerprint if asked else versions.current_model().fingerprint,
        "Index": asked.name if asked else "none yet",
        "Chunks": f"{conf.chunk_tokens} tokens, {conf.chunk_overlap} shared",
        "Candidates": f"{conf.candidates}, {conf.keep} kept",
        "Weights": f"meaning {fusion.DENSE}, words {fusion.BM25}, coverage {reranking.COVERAGE}, proximity {reranking.PROXIMITY}",
        "Stages": ", ".join(name for name in stages.NAMES if getattr(conf.stages, name)),
        "Re-ranker": conf.rerank.model or ("at its URL" if conf.rerank.url else "none"),
        "Refuses below": str(confidence.SURE_ENOUGH),
        "Language model": provider.model or provider.name,
        "Prompts": _digest("\n".join(prompts.words(name) for name in PROMPTS)),
    }


def changed(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str, str]]:
    """What is not the same in two runs: its name, what it was and what it became."""
    names = dict.fromkeys([*before, *after])
    return [(name, before.get(name, "–"), after.get(name, "–")) for name in names if before.get(name) != after.get(name)]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
