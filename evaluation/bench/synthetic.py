"""Chunks without end that look like real ones: vectors in the clusters that real texts make, words as rare as they really are."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval import embedding

SEED = 20_260_101
REAL = 400
LONG = 200
WORDS = 80
VOCABULARY = 30_000
# What a vector has of its own, beside what it has of two real ones, as a share of their length.
OWN = 0.5
_WORD = re.compile(r"[A-Za-z]{2,20}")

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Likeness:
    """What synthetic chunks are made like: vectors of real passages, and the words of real pages with their shares."""

    vectors: Vectors
    words: NDArray[np.str_]
    shares: NDArray[np.float64]

    def chunks(self, number: int) -> Iterator[tuple[str, Vectors]]:
        """So many texts with their vectors, the same ones each time."""
        dice = np.random.default_rng(SEED)
        while number > 0:
            some = min(number, 1000)
            number -= some
            words = dice.choice(self.words, size=(some, WORDS), p=self.shares)
            yield from zip(map(" ".join, words), self._vectors(dice, some), strict=True)

    def _vectors(self, dice: np.random.Generator, number: int) -> Vectors:
        one, other = (self.vectors[dice.integers(len(self.vectors), size=number)] for _ in range(2))
        share = dice.uniform(0.5, 1.0, size=(number, 1))
        own = dice.normal(scale=OWN / np.sqrt(one.shape[1]), size=one.shape)
        mixed = share * one + (1 - share) * other + own
        return np.asarray(mixed / np.linalg.norm(mixed, axis=1, keepdims=True), np.float32)


@cache
def likeness(data: Path) -> Likeness:
    """That of the handbooks among the test collections."""
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted((data / "handbooks").rglob("*.md"))]
    passages = [passage for text in texts for passage in text.split("\n\n") if len(passage) >= LONG]
    counted = Counter(word.lower() for text in texts for word in _WORD.findall(text)).most_common(VOCABULARY)
    counts = np.array([count for _, count in counted], float)
    chosen = [passage[: 3 * LONG] for passage in passages[:: max(1, len(passages) // REAL)]]
    return Likeness(embedding.configured().encode(chosen), np.array([word for word, _ in counted]), counts / counts.sum())


def questions(data: Path) -> list[str]:
    """Real questions about the handbooks."""
    files = [data / "handbooks" / name for name in ("gold_qa.jsonl", "kite_sourcegraph.jsonl")]
    return [json.loads(line)["question"] for file in files for line in file.read_text(encoding="utf-8").splitlines()]
