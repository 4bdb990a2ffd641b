"""Shadow queries: the same questions to the live version of the index and to another, and what that would change for people."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from access.scope import Scope
from retrieval.messages import Found, Passage, Span
from retrieval.models import IndexVersion
from retrieval.search import search

TOP = 10


@dataclass(frozen=True)
class Difference:
    """What one question finds in both: documents by name, best first; `overlap` is the share of the top passages in common.

    Where the versions cut in different ways, a passage is taken for the same as one with which it shares half of the shorter one.
    """

    question: str
    overlap: float
    live: tuple[str, ...]
    other: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Figures over all questions. Milliseconds are medians of whole searches; `same_first` counts equal first passages."""

    questions: int
    overlap: float
    same_first: int
    live_milliseconds: float
    other_milliseconds: float
    differences: tuple[Difference, ...]


def compare(asked: Iterable[tuple[str, Scope]], live: IndexVersion, other: IndexVersion) -> Comparison:
    """Ask both, each question within its Scope. Questions that find nothing in either say nothing. Raises RetrievalError."""
    pairs = list(_pairs(asked, live, other))
    differences = tuple(_difference(question, one, two) for question, one, two in pairs)
    return Comparison(
        questions=len(pairs),
        overlap=sum(each.overlap for each in differences) / max(len(pairs), 1),
        same_first=sum(_same_first(one.passages, two.passages) for _, one, two in pairs),
        live_milliseconds=median([sum(one.steps.values()) for _, one, _ in pairs] or [0.0]),
        other_milliseconds=median([sum(two.steps.values()) for _, _, two in pairs] or [0.0]),
        differences=tuple(sorted(differences, key=lambda each: each.overlap)),
    )


def _pairs(asked: Iterable[tuple[str, Scope]], live: IndexVersion, other: IndexVersion) -> Iterator[tuple[str, Found, Found]]:
    for number, (question, scope) in enumerate(asked):
        if not number:  # neither is measured while its model is loaded
            search(question, scope, index=live), search(question, scope, index=other)
        found = [search(question, scope, limit=TOP, index=each) for each in (live, other)]
        if any(each.passages for each in found):
            yield question, found[0], found[1]


def _difference(question: str, one: Found, two: Found) -> Difference:
    both = min(_met(one.passages, two.passages), _met(two.passages, one.passages))
    overlap = both / max(len(one.passages), len(two.passages))
    return Difference(question, overlap, _documents(one), _documents(two))


def _met(passages: Sequence[Passage], others: Sequence[Passage]) -> int:
    """How many of the passages are among the others."""
    return sum(any(_same(each, other) for other in others) for each in passages)


def _same_first(one: Sequence[Passage], two: Sequence[Passage]) -> bool:
    return bool(one and two) and _same(one[0], two[0])


def _same(one: Passage, two: Passage) -> bool:
    if one.chunk_id == two.chunk_id or one.version_id != two.version_id:
        return one.chunk_id == two.chunk_id
    shared = sum(_shared(here, there) for here in one.spans for there in two.spans)
    return shared > 0 and 2 * shared >= min(_length(one), _length(two))


def _shared(one: Span, two: Span) -> int:
    """Characters that are in both."""
    return max(0, min(one.end, two.end) - max(one.start, two.start)) if one.page == two.page else 0


def _length(passage: Passage) -> int:
    return sum(span.end - span.start for span in passage.spans)


def _documents(found: Found) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.name or each.title for each in found.passages))
