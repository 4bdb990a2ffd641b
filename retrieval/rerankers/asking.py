"""Let the configured re-ranker put the best passages in order, and go on without it when it can't."""

import logging
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from uuid import UUID

from django.conf import settings

from retrieval.rerankers.adopted import in_use
from retrieval.rerankers.conf import RerankConf
from retrieval.rerankers.cross_encoder import LoadedReranker
from retrieval.rerankers.port import NoRanking, Reranker
from retrieval.rerankers.server import RerankServer

logger = logging.getLogger(__name__)
REST_SECONDS = 30
"""So long nobody waits for a re-ranker that has failed."""
KEPT_HERE = ("confidential", "restricted")
"""Data classes whose passages go to no re-ranker outside the house."""

_resting: dict[RerankConf, float] = {}


def wanted() -> int:
    """How many of the best passages a re-ranker is to put in order; 0 where there is none, or it rests after a failure."""
    conf = in_use()
    there = configured(conf) is not None and time.monotonic() >= _resting.get(conf, 0.0)
    return conf.passages if there else 0


def may_go(data_class: str) -> bool:
    """Whether a passage of this data class may be shown to the re-ranker."""
    return settings.RETRIEVAL.rerank.local or data_class not in KEPT_HERE


def reordered(question: str, scores: Mapping[UUID, float], texts: Mapping[UUID, str]) -> Mapping[UUID, float]:
    """The scores, with those of these texts dealt out again in a new order: the re-ranker's, or where its weight is known that of
    both scores together. Who is not among them keeps its place.

    The scores stay what they were, so that documents' weights and passages behind keep their meaning. Raises NoRanking.
    """
    reranker, keys = configured(in_use()), list(texts)
    if reranker is None:
        return scores
    found = dict(zip(keys, _asked(reranker, question, list(texts.values())), strict=True))
    in_order = sorted(keys, key=lambda key: _worth(scores[key], found[key], reranker.weight), reverse=True)
    return {**scores, **dict(zip(in_order, sorted((scores[key] for key in keys), reverse=True), strict=True))}


def _worth(own: float, found: float, weight: float | None) -> tuple[float, float]:
    return (found, own) if weight is None else (own + weight * found, own)


def warm() -> None:
    """Load the model, where it is one to load here, before the first question needs it."""
    conf = in_use()
    reranker = configured(conf)
    if reranker and not conf.url:
        with suppress(NoRanking):
            _asked(reranker, "warm", ["warm"])


@lru_cache(maxsize=2)
def configured(conf: RerankConf) -> Reranker | None:
    """The re-ranker that these settings name."""
    if conf.url:
        return RerankServer(conf)
    return LoadedReranker(conf) if conf.model else None


def _asked(reranker: Reranker, question: str, texts: Sequence[str]) -> Sequence[float]:
    try:
        return reranker.scores(question, texts)
    except NoRanking as error:
        _resting[in_use()] = time.monotonic() + REST_SECONDS
        logger.warning("Searches go without the re-ranker for %s seconds: %s", REST_SECONDS, error)
        raise
