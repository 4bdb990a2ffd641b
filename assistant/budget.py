"""What became of each passage when a prompt was packed, and how many tokens it took: kept with the answer, and put into words."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from retrieval.messages import Passage


class Fate(StrEnum):
    """Why a passage is in the prompt or isn't."""

    SHOWN = "shown"
    CUT = "cut"
    """Only its beginning is shown."""
    NO_ROOM = "no_room"
    GAVE_WAY = "gave_way"
    """It would have had its turn, but another document fits about as well."""
    ENOUGH = "enough"
    """As many as the settings allow came before it."""
    WEAK = "weak"
    """It is not among the best that a search keeps."""


IN = (Fate.SHOWN, Fate.CUT)
REPEATS = "not shown to the model: repeats what stands before it"


@dataclass(frozen=True)
class Weighed:
    """A passage that was found, or text right beside the passage `beside`, from character `start` of its chunk on.

    `tokens` are the model's; None where none were counted.
    """

    passage: Passage
    fate: Fate
    tokens: int | None = None
    beside: UUID | None = None
    start: int = 0


@dataclass(frozen=True)
class Packed:
    """All that was weighed, what stands beside a passage around it, in the order of the prompt; `budget` is in tokens."""

    weighed: tuple[Weighed, ...]
    budget: int

    @property
    def inside(self) -> tuple[Weighed, ...]:
        """What of it is in the prompt."""
        return tuple(each for each in self.weighed if each.fate in IN)

    @property
    def shown(self) -> tuple[Passage, ...]:
        """What the model is shown, in its order."""
        return tuple(each.passage for each in self.inside)

    @property
    def found(self) -> tuple[Passage, ...]:
        """The passages among it that the search itself found."""
        return tuple(each.passage for each in self.inside if each.beside is None)


def said(fate: Fate, tokens: int | None, budget: int) -> str:
    """The fate of one passage in a sentence."""
    return {
        Fate.SHOWN: f"shown to the model: {tokens} of {budget} tokens",
        Fate.CUT: f"its beginning is shown to the model: {tokens} of {budget} tokens",
        Fate.NO_ROOM: f"not shown to the model: its {tokens} tokens have no room left in {budget}",
        Fate.GAVE_WAY: "not shown to the model: another document fits about as well",
        Fate.ENOUGH: "not shown to the model: as many as it is shown stand before it",
        Fate.WEAK: "not shown to the model: too far behind the best",
    }[fate]
