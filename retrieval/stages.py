"""The stages of a search that can be left out."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Stages:
    """Which stages a search goes through: two ways of finding, a closer look at the best, and leaving out what repeats.

    With one way of finding, its scores alone make the order that the closer look starts from.
    """

    dense: bool = True
    bm25: bool = True
    rerank: bool = True
    collapse: bool = True

    @classmethod
    def of(cls, *names: str) -> "Stages":
        """These stages and no others."""
        return cls(**{name: name in names for name in NAMES})


NAMES = tuple(each.name for each in fields(Stages))
