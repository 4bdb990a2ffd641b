"""From a question about the whole to the passages that stand for the documents it means."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from retrieval.messages import Reading, Whole
from retrieval.models import IndexedDocument, IndexVersion
from retrieval.whole.changing import of_changes
from retrieval.whole.naming import Best, meant
from retrieval.whole.said import Said, said
from retrieval.whole.standing import Standing, of_one, of_two


@dataclass(frozen=True)
class Chosen:
    """What stands for the documents that a question means, how it was read, and whether it names them itself."""

    standing: Standing
    reading: Reading
    whole: Whole
    named: bool


def choose(question: str, documents: QuerySet[IndexedDocument], best: Best, *, index: IndexVersion, room: int) -> Chosen | None:
    """At most `room` passages for what the question means among these documents; None where it is no question about the whole, or
    doesn't say clearly which. Raises RetrievalError.
    """
    asked = said(question)
    meaning, named = meant(asked, documents, best) if asked else ((), False)
    if not asked or not meaning:
        return None
    if asked.task == "changes":
        return _changes(asked, meaning[0], index, room, named=named)
    standing = of_two(meaning[0], meaning[1], index, room) if asked.task == "comparison" else of_one(meaning[0], index, room)
    reading = Reading("whole", asked.words, f"a {asked.task} of {_titles(meaning)}")
    return Chosen(standing, reading, Whole(asked.task, standing.reading), named) if standing.needed else None


def _changes(asked: Said, document: IndexedDocument, index: IndexVersion, room: int, *, named: bool) -> Chosen:
    """What is new in it; nothing at all is an answer too, and so is that there is nothing to compare it with."""
    standing, changes = of_changes(document, index, room)
    since = f" since the version of {changes.day}" if changes.since else ""
    reading = Reading("whole", asked.words, f"what changed in {_titles([document])}{since}")
    return Chosen(standing, reading, Whole(asked.task, standing.reading, changes), named)


def _titles(documents: Sequence[IndexedDocument]) -> str:
    return " with ".join(f"“{each.title}”" for each in documents)
