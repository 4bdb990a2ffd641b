"""A search for what a question means: first as it was typed, then as it was read, where that is something else."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from retrieval import confidence
from retrieval.filters import Filters
from retrieval.messages import Reading
from retrieval.stages import Stages
from retrieval.understanding import Seen, phrases, understand

if TYPE_CHECKING:
    from retrieval.search import Examined

AS_SURE = 0.7
"""A filter said in words counts if what it leaves answers at least this share as surely as everything does."""


class Look(Protocol):
    """One look at a question: its words, what documents have to be, and what has to stand in each passage."""

    def __call__(self, question: str, *, filters: Filters, quoted: tuple[str, ...]) -> "Examined":
        """What it finds."""


def meant(question: str, filters: Filters, stages: Stages, look: Look, seen: "Callable[[Examined], Seen]") -> "Examined":
    """What is found of the question as its asker may mean it. `seen` says what a look came upon."""
    quoted = phrases.phrases(question) if stages.phrases else ()
    found = look(question, filters=filters, quoted=quoted)
    if not stages.reads:
        return found
    understood = understand(question, seen(found), stages)
    if understood.question != question:
        found = look(understood.question, filters=filters, quoted=quoted)
    exactly = tuple(Reading("phrases", each, f"exactly “{each}”") for each in quoted)
    found = replace(found, readings=exactly + understood.readings)
    if not understood.filters:
        return found
    narrowed = look(understood.question, filters=filters.also(understood.filters), quoted=quoted)
    return replace(narrowed, readings=found.readings + understood.narrowing) if _is_meant(narrowed, found) else found


def _is_meant(narrowed: "Examined", found: "Examined") -> bool:
    sure = confidence.probability(narrowed.signals)
    return sure >= max(confidence.SURE_ENOUGH, AS_SURE * confidence.probability(found.signals))
