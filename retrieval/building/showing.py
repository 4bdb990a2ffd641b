"""The versions of the index as their page shows them: what the rows say, and nothing that would have to wait for Qdrant."""

from dataclasses import dataclass

from django.conf import settings

from retrieval import versions
from retrieval.building import guarding, steering, yielding
from retrieval.building.guarding import Check, Word
from retrieval.models import IndexVersion
from retrieval.versions import State


@dataclass(frozen=True)
class Shown:
    """The live version and the one beside it. `resting`: building steps back for what people wait for. With the model `configured`
    and `chunks` of so many tokens, of which neighbours share so many, the next one would be made.

    `checks` are what is known of a version that could be switched to; `word` is why the live one was in spite of that.
    """

    live: IndexVersion | None
    other: IndexVersion | None
    going: bool
    configured: str
    chunks: tuple[int, int]
    resting: bool
    checks: tuple[Check, ...] = ()
    word: Word | None = None

    @property
    def building(self) -> bool:
        """Whether a worker has something to do for the other version."""
        return self.other is not None and self.other.state in (State.WAITING, State.BUILDING)

    @property
    def searchable(self) -> bool:
        """Whether the other version can be asked too."""
        return self.other is not None and self.other.state in versions.SEARCHABLE

    @property
    def held_back(self) -> list[Check]:
        """What speaks against a switch."""
        return [each for each in self.checks if each.held_back]

    @property
    def any_asked(self) -> bool:
        """Whether anybody has begun to find out."""
        return any(each.address for each in self.checks)

    @property
    def asking(self) -> bool:
        """Whether workers are finding out."""
        return any(each.running for each in self.checks)

    @property
    def can_build(self) -> bool:
        """Whether another one may be asked for: there is no other, or that one failed."""
        return self.live is not None and not self.going and (self.other is None or self.other.state == State.FAILED)


def shown() -> Shown:
    """Look them up; with more queries for more checks, but not for more documents."""
    live, other = versions.every().filter(state=State.LIVE).first(), steering.beside()
    building = other is not None and other.state == State.BUILDING
    return Shown(
        live=live,
        other=other,
        going=versions.every().filter(state=State.GOING).exists(),
        configured=settings.RETRIEVAL.model,
        chunks=(settings.RETRIEVAL.chunk_tokens, settings.RETRIEVAL.chunk_overlap),
        resting=building and yielding.others_wait(),
        checks=tuple(guarding.guard().checks(other)) if other and other.state == State.READY else (),
        word=guarding.guard().word(live) if live else None,
    )
