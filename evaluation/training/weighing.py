"""How much a re-ranker's score counts beside the search's own: what is best on questions that it has not learnt from."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.metrics import mean
from evaluation.training.messages import Listed
from retrieval.messages import Passage

if TYPE_CHECKING:
    from retrieval.rerankers.quantised import Quantised

WEIGHTS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 4.0)
TOGETHER = 8

Scored = Sequence[tuple[Passage, float]]


def best_weight(found: Sequence[Listed], folder: Path) -> float:
    """The weight with the best mean merit, the smallest of several; 0 where the re-ranker doesn't help."""
    from retrieval.rerankers.quantised import Quantised

    model = Quantised(folder)
    scored = [(each, list(zip(each.passages, _scores(each, model), strict=True))) for each in found]
    worth = {weight: mean([_merit(each, pairs, weight) for each, pairs in scored]) for weight in WEIGHTS}
    return max(WEIGHTS, key=lambda weight: (round(worth[weight], 6), -weight))


def _scores(found: Listed, model: "Quantised") -> Iterator[float]:
    for at in range(0, len(found.texts), TOGETHER):
        yield from model.predict([(found.judged.question, text) for text in found.texts[at : at + TOGETHER]]).tolist()


def _merit(found: Listed, scored: Scored, weight: float) -> float:
    ranked = sorted(scored, key=lambda pair: pair[0].score + weight * pair[1], reverse=True)
    return found.judged.merit([passage for passage, _ in ranked])
