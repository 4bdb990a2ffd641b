"""The documents that somebody chose in a list: some rows, or all that match what was being looked at."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict

from access.models import Collection
from ingestion.models import Document
from ingestion.views.filtering import Wanted, matching

MOST_NAMED = 8


@dataclass(frozen=True)
class Chosen:
    """What was chosen. `ids` are the rows; `everything` says that all that match `query` were meant."""

    collection: Collection
    ids: tuple[UUID, ...]
    everything: bool
    query: str

    @classmethod
    def read(cls, collection: Collection, sent: QueryDict) -> "Chosen":
        """From a form that was sent; ids that make no sense are left out."""
        ids = [found for text in sent.getlist("id") if (found := _uuid(text))]
        return cls(collection, tuple(dict.fromkeys(ids)), "all" in sent, sent.get("query", ""))

    @property
    def documents(self) -> QuerySet[Document]:
        """The documents themselves; those that went meanwhile are not among them."""
        if self.everything:
            return matching(self.collection, Wanted.read(QueryDict(self.query.removeprefix("?"))))
        return self.collection.documents.filter(pk__in=self.ids[:1000]).select_related("latest", "parent").order_by("name")

    @property
    def examples(self) -> list[Document]:
        """Some of them, to be named."""
        return list(self.documents[:MOST_NAMED])


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
