"""The Scope: what one person may read, as every search must carry it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Scope:
    """The collections that may be searched for one person. An empty set means nothing, never everything."""

    collections: frozenset[UUID]

    def narrowed(self, wanted: Iterable[UUID]) -> "Scope":
        """The part of this Scope that lies in the wanted collections; it can only get smaller."""
        return Scope(self.collections & frozenset(wanted))
