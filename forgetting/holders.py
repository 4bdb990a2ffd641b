"""The port to the packages that hold copies. Forgetting knows none of them: the settings name their modules."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any, Protocol, cast
from uuid import UUID

from django.conf import settings

from forgetting.messages import Hit, Place, Subject

REASONS = frozenset({"forgetting.erasure.reason", "forgetting.erasure.certificate"})
"""Why somebody wanted something erased, in their own words."""


class Holder(Protocol):
    """A module with these functions. Each may be called again at any time; `erase` ends what a broken-off call began."""

    OWN_WORDS: Collection[str]
    """Columns (app.model.column, in small letters) in which people write with their own words."""

    def find(self, subject: Subject) -> Iterable[Place]:
        """All places where copies may lie, those with none too. Raises NotYet."""

    def erase(self, subject: Subject) -> None:
        """Remove the copies for good. Raises NotYet."""

    def phrases(self, subject: Subject) -> Sequence[str]:
        """Exact texts that stand in the subject and in no other document, to prove its absence by; most holders have none."""

    def quotes(self, subject: Subject, phrases: Sequence[str]) -> Collection[UUID]:
        """The quotes that `Subject.quotes` means; most holders have none."""

    def search(self, phrases: Sequence[str]) -> Iterable[Hit]:
        """Where these texts stand outside the database's tables. Raises NotYet."""


def holders() -> list[Holder]:
    """All of them, in the order of the settings."""
    return [cast(Holder, import_module(name)) for name in settings.FORGETTING.holders]


def count(subject: Subject) -> list[Place]:
    """What lies where, over all holders. Raises NotYet."""
    return [place for holder in holders() for place in holder.find(subject)]


def added(before: Iterable[Mapping[str, Any]], more: Iterable[Place]) -> list[Place]:
    """What lay where, of what was counted before (places as dictionaries) and of what came to it."""
    places: dict[str, Place] = {}
    for each in (*(Place(**place) for place in before), *more):
        known = places.get(each.what, Place(each.what, 0))
        places[each.what] = Place(each.what, known.count + each.count, known.bytes + each.bytes, known.kept + each.kept)
    return list(places.values())


def widened(subject: Subject, phrases: Sequence[str]) -> Subject:
    """The subject with the quotes that nobody else has any more; those that were known before stay known."""
    return replace(subject, quotes=subject.quotes.union(*(holder.quotes(subject, phrases) for holder in holders())))


def phrases(subject: Subject) -> tuple[str, ...]:
    """Exact texts by which the subject could be found."""
    return tuple(phrase for holder in holders() for phrase in holder.phrases(subject))


def own_words() -> frozenset[str]:
    """The columns in which people write with their own words."""
    return REASONS.union(*(holder.OWN_WORDS for holder in holders()))
