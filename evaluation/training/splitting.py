"""Which questions are learnt from: decided by each question's own words, so that none changes its part between two trainings.

The same words in two sets are in the same part. Documents are not divided: one that a measured question is about may have been
learnt from with another question. Only a set that is held out says what a re-ranker is worth on documents that it has not seen.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from evaluation.training.messages import Judged, Parts, Plan

MEASURED, WEIGHED = 20, 8
"""So many of a hundred questions."""
MOST_WEIGHED = 60


def split(judged: Iterable[Judged], plan: Plan) -> Parts:
    """At most as many of each set as the plan says, whichever way the sets list them."""
    sets: dict[str, list[Judged]] = {}
    for each in sorted(judged, key=lambda one: _hash(one.question)):
        sets.setdefault(each.of, []).append(each)
    parts = [_of_one(name, each, plan) for name, each in sets.items()]
    return Parts(
        tuple(each for part in parts for each in part.learnt),
        tuple(each for part in parts for each in part.weighed),
        tuple(each for part in parts for each in part.measured),
    )


def is_measured(question: str) -> bool:
    """Whether a question is never learnt from."""
    return _bucket(question) < MEASURED


def _of_one(name: str, judged: list[Judged], plan: Plan) -> Parts:
    if name in plan.hold_out:
        return Parts((), (), tuple(judged[: plan.measured]))
    return Parts(
        tuple(_between(judged, MEASURED + WEIGHED, 100))[: plan.questions],
        tuple(_between(judged, MEASURED, MEASURED + WEIGHED))[:MOST_WEIGHED],
        tuple(_between(judged, 0, MEASURED))[: plan.measured],
    )


def _between(judged: Iterable[Judged], low: int, high: int) -> Iterator[Judged]:
    return (each for each in judged if low <= _bucket(each.question) < high)


def _bucket(question: str) -> int:
    """From 0 to 99."""
    return int(_hash(question)[-8:], 16) % 100


def _hash(question: str) -> str:
    return sha256(" ".join(question.casefold().split()).encode()).hexdigest()
