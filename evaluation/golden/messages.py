"""What the golden set's modules hand to each other."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from retrieval.messages import Passage

MOST_PAGES = 1_000_000


@dataclass(frozen=True, order=True)
class Place:
    """A document that is right, or one page of it; 0 is any page. As text: the document's id, and after a colon the page."""

    document_id: UUID
    page: int = 0

    def __str__(self) -> str:
        return f"{self.document_id}:{self.page}" if self.page else str(self.document_id)

    @classmethod
    def read(cls, text: str) -> "Place":
        """The inverse of `str`. Raises ValueError."""
        document_id, _, page = text.partition(":")
        if page and not 0 < int(page) < MOST_PAGES:
            raise ValueError(page)
        return cls(UUID(document_id), int(page or 0))

    def holds(self, passage: Passage) -> bool:
        """Whether a passage stands there."""
        pages = {span.page for span in passage.spans} or {passage.page}
        return passage.document_id == self.document_id and (self.page == 0 or self.page in pages)


@dataclass(frozen=True)
class Asked:
    """One golden question as a run asks it: with those of its right places that its collection's readers can find now."""

    question: str
    answerable: bool
    places: tuple[Place, ...]

    @property
    def digest(self) -> str:
        """The same for two runs exactly where they can be compared."""
        words = [self.question, self.answerable, sorted(map(str, self.places))]
        return hashlib.sha256(json.dumps(words).encode()).hexdigest()


def unique(places: Iterable[Place]) -> tuple[Place, ...]:
    """Each place once, in their order; a page of a document that counts as a whole is left out."""
    known = tuple(dict.fromkeys(places))
    return tuple(each for each in known if each.page == 0 or Place(each.document_id) not in known)
