"""Passages in an order in which several of one document don't push out every other document."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from retrieval.messages import Passage

NEARLY = 0.2
"""So much, in the standard deviations of scores, a passage is put back for each passage of its document before it: as much as a
step of a document's weight, which moves it behind those that fit about as well and never behind one that fits much worse."""


def spread(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The same passages, given best first: the best one stays first, and those of nearly equal score take turns by document."""
    left, taken, ordered = list(passages), Counter[UUID](), list[Passage]()
    while left:
        best = max(left, key=lambda each: each.score - NEARLY * taken[each.document_id])
        left.remove(best)
        taken[best.document_id] += 1
        ordered.append(best)
    return tuple(ordered)
