"""Shadow queries: the same questions to the live version of the index and to another, and what that would change for people."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from access.scope import Scope
from retrieval.messages import Found
from retrieval.models import IndexVersion
from retrieval.search import search

TOP = 10


@dataclass(frozen=True)
class Difference:
    """What one question finds in both: documents by name, best first; `overlap` is the share of the top passages in common."""

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
        same_first=sum(_passages(one)[:1] == _passages(two)[:1] for _, one, two in pairs),
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
    both = len(set(_passages(one)) & set(_passages(two)))
    overlap = both / max(len(one.passages), len(two.passages))
    return Difference(question, overlap, _documents(one), _documents(two))


def _passages(found: Found) -> list[object]:
    return [each.chunk_id for each in found.passages]


def _documents(found: Found) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.name or each.title for each in found.passages))
