"""A closer look at the best candidates: how much of the question stands in a passage, and how close together.

Both features weigh a term by its rarity. Qdrant knows the rarities but doesn't tell them; they are solved from the BM25 scores
that it gave (score = Σ rarity × weight, over passages whose weights are known from their texts).
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

import numpy as np

from retrieval import sparse

# Fitted together with fusion's weights, in the same standard deviations.
COVERAGE = 1.5
PROXIMITY = 0.5
# Two terms of the question farther apart than this, in terms, don't belong together.
NEAR = 8
# A passage is new when more than this share of its runs of so many terms is not in those before it.
RUN = 5
NEW = 0.1

Terms = Sequence[str]
Places = dict[str, list[int]]


@dataclass(frozen=True)
class Look:
    """What a closer look at one passage saw, both from 0 to 1."""

    coverage: float
    proximity: float

    @property
    def score(self) -> float:
        """What it adds to the fused score."""
        return COVERAGE * self.coverage + PROXIMITY * self.proximity


def look(question: str, passages: Mapping[UUID, Terms], scores: Mapping[UUID, float | None]) -> dict[UUID, Look]:
    """A closer look at passages, given as terms; `scores` are the BM25 scores that Qdrant gave, None where it gave none."""
    asked = sparse.terms(question)
    rarity = rarities(asked, [(passages[key], score) for key, score in scores.items() if score is not None and key in passages])
    pairs = list(dict.fromkeys((a, b) for a, b in pairwise(asked) if a != b))
    places = {key: _places(terms, rarity) for key, terms in passages.items()}
    return {key: Look(_coverage(found, rarity), _proximity(found, pairs, rarity)) for key, found in places.items()}


def rarities(asked: Terms, scored: Sequence[tuple[Terms, float]]) -> dict[str, float]:
    """The rarity (idf) of each term of the question. One that no passage has is given the mean of the others."""
    counts = Counter(asked)
    weights = [sparse.weights(terms) for terms, _ in scored]
    matrix = np.array([[n * known.get(term, 0.0) for term, n in counts.items()] for known in weights])
    if not matrix.any():
        return dict.fromkeys(counts, 1.0)
    solved, seen = np.linalg.lstsq(matrix, np.array([score for _, score in scored]))[0], matrix.any(axis=0)
    filled = np.where(seen, np.maximum(solved, 0.0), solved[seen].mean())
    return dict(zip(counts, filled.tolist(), strict=True))


def _places(terms: Terms, wanted: Container[str]) -> Places:
    places: Places = defaultdict(list)
    for place, term in enumerate(terms):
        if term in wanted:
            places[term].append(place)
    return places


def _coverage(found: Places, rarity: Mapping[str, float]) -> float:
    """The share of the question's rarity that the passage has."""
    whole = sum(rarity.values())
    return sum(rarity[term] for term in found) / whole if whole else 0.0


def _proximity(found: Places, pairs: Sequence[tuple[str, str]], rarity: Mapping[str, float]) -> float:
    """The share of the question's neighbouring terms that are near each other here too, less the farther apart they are."""
    whole = sum(min(rarity[a], rarity[b]) for a, b in pairs)
    near = sum(min(rarity[a], rarity[b]) * _nearness(found, a, b) for a, b in pairs)
    return near / whole if whole else 0.0


def _nearness(found: Places, a: str, b: str) -> float:
    """1 for neighbours, 1/2 with one term between, 0 beyond NEAR or where one is missing."""
    if a not in found or b not in found:
        return 0.0
    distance = min(abs(one - other) for one in found[a] for other in found[b])
    return 1 / max(1, distance) if distance <= NEAR else 0.0


def without_repeats(ranked: Iterable[UUID], passages: Mapping[UUID, Terms]) -> Iterator[UUID]:
    """The passages that say something new: one whose runs of terms all but stand in those before it is dropped.

    What differs in a number is never a repetition: last year's price list is not this year's. Nor is one not looked at.
    """
    said: set[tuple[str, ...]] = set()
    for key in ranked:
        terms = passages.get(key, ())
        runs = {tuple(terms[at : at + RUN]) for at in range(max(1, len(terms) - RUN + 1))}
        if not terms or _is_new(runs - said, len(runs)):
            said |= runs
            yield key


def _is_new(unsaid: set[tuple[str, ...]], runs: int) -> bool:
    return len(unsaid) > NEW * runs or any(term.isdigit() for run in unsaid for term in run)
