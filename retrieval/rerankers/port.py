"""What a re-ranker is to a search."""

from collections.abc import Sequence
from typing import Protocol


class NoRanking(Exception):
    """The re-ranker gave no order in time; the message says why, for the log, and holds no text and no key."""


class Reranker(Protocol):
    """One model, wherever it runs."""

    @property
    def weight(self) -> float | None:
        """So many times its score is added to the search's own; None where its order alone counts."""

    def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """How well each text answers, in the order given; higher is better, the scale is its own. Raises NoRanking."""
