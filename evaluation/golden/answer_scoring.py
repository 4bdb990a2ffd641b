"""How good one answer to a golden question was, and what that comes to over all of them, with confidence intervals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.answering import Answer
from assistant.models import Citation
from evaluation import metrics
from evaluation.golden.messages import Asked, Place
from evaluation.golden.scoring import Figure, figure
from gateway import client

PARTLY = 0.25
"""Half of the support from which on an answer cites a passage (assistant.attribution.SUPPORTED): chosen, not fitted."""
RIGHTLY = "answered_rightly"
MERITS = ("citation_precision", "citation_recall", "claims_supported")
"""What two runs are compared by, beside whether the question was rightly answered or refused: the higher the better."""
SHARES = (*MERITS, "claims_partly", "claims_unsupported", "quoted")


class Verdict(StrEnum):
    """What stands behind a sentence of an answer: a passage that it cites, one that says part of it, or none."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True)
class ScoredAnswer:
    """One answer as figures are made of it."""

    answerable: bool
    refused: bool
    milliseconds: float
    merits: Mapping[str, float]


def verdict(numbers: Sequence[int], support: float) -> Verdict:
    """That of a sentence with these footnotes and this support, from 0 to 1."""
    if numbers:
        return Verdict.SUPPORTED
    return Verdict.PARTLY if support >= PARTLY else Verdict.UNSUPPORTED


def merits(answered: Answer, shown: Sequence[Citation], asked: Asked) -> dict[str, float]:
    """Each from 0 to 1, by name; what an answer can't have (a refusal: sentences) is left out.

    Citation precision is the share of the cited passages that stand in a right place, recall that of the right places that are
    cited: 0 for a refusal.
    """
    cited = [each for each in shown if each.cited] if not answered.refused else []
    found: dict[str, float] = {RIGHTLY: float(answered.refused != asked.answerable)}
    if asked.answerable:
        found["citation_recall"] = sum(any(_holds(place, each) for each in cited) for place in asked.places) / len(asked.places)
        found |= {"citation_precision": sum(is_right(each, asked.places) for each in cited) / len(cited)} if cited else {}
    return found if answered.refused else found | _verdicts(answered) | {"quoted": float(_is_quoted(answered))}


def is_right(citation: Citation, places: Iterable[Place]) -> bool:
    """Whether what it quotes stands in one of these places."""
    return any(_holds(place, citation) for place in places)


def figures(answers: Iterable[ScoredAnswer]) -> dict[str, Figure]:
    """The means over all answers that each figure is about, and percentiles of the milliseconds, which have no interval."""
    rows = list(answers)
    values = {name: [row.merits[name] for row in rows if name in row.merits] for name in (RIGHTLY, *SHARES)}
    values |= {
        "answer_refused_rightly": [float(row.refused) for row in rows if not row.answerable],
        "answer_refused_wrongly": [float(row.refused) for row in rows if row.answerable],
    }
    means = {name: figure(each) for name, each in values.items() if each}
    times = [row.milliseconds for row in rows]
    shares = {"answer_p50": 0.5, "answer_p95": 0.95} if times else {}
    taken = {name: metrics.percentile(times, share) for name, share in shares.items()}
    return means | {name: Figure(value, value, value, len(times)) for name, value in taken.items()}


def _holds(place: Place, citation: Citation) -> bool:
    pages = {page for page, _, _ in citation.spans} or {citation.page}
    return citation.document_id == place.document_id and (place.page == 0 or place.page in pages)


def _verdicts(answered: Answer) -> dict[str, float]:
    known = [verdict(claim.numbers, claim.support) for claim in answered.claims]
    return {f"claims_{each}": known.count(each) / len(known) for each in Verdict} if known else {}


def _is_quoted(answered: Answer) -> bool:
    """Whether documents' own words stand in for what a model wrote."""
    return answered.provider.name == "extractive" != client.provider().name
