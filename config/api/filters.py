"""How a caller narrows a search or a question."""

from datetime import date
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict, StringConstraints, model_validator

from config.api.questions import WITHOUT_NUL
from retrieval.filters import MOST_DOCUMENTS, MOST_VALUES, DataClass, Filters, Kind, words_of


def _name(text: str) -> str:
    if not words_of(text):
        raise ValueError("a name needs a letter or a digit")
    return text


Author = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=WITHOUT_NUL), AfterValidator(_name)]
Language = Annotated[str, StringConstraints(to_lower=True, pattern="^[A-Za-z]{2}$")]


class FiltersIn(Schema):
    """What a document must be to be searched; of each list one of its values. They only take away from what you may read."""

    model_config = ConfigDict(extra="forbid")

    documents: list[UUID] = Field([], max_length=MOST_DOCUMENTS, description="Only these documents.")
    kinds: list[Kind] = Field([], max_length=MOST_VALUES, description="What a document is, such as pdf or email.")
    authors: list[Author] = Field([], max_length=MOST_VALUES, description="Words of the name of who wrote it, in any order.")
    since: date | None = Field(None, description="First day of the document's own date (the day it was added where it has none).")
    until: date | None = Field(None, description="Last day of it.")
    languages: list[Language] = Field([], max_length=MOST_VALUES, description="ISO 639-1 codes of the language it is written in.")
    data_classes: list[DataClass] = Field([], max_length=4, description="How far its text may go.")

    @model_validator(mode="after")
    def in_order(self) -> "FiltersIn":
        """A span of days that begins before it ends."""
        if self.since and self.until and self.since > self.until:
            raise ValueError("since must not be after until")
        return self

    def filters(self) -> Filters:
        """As search takes them."""
        return Filters(
            documents=frozenset(self.documents),
            kinds=frozenset(self.kinds),
            authors=frozenset(self.authors),
            since=self.since,
            until=self.until,
            languages=frozenset(self.languages),
            data_classes=frozenset(self.data_classes),
        )


class FiltersOut(Schema):
    """What documents had to be to be searched, as it was kept; of each list one of its values."""

    documents: list[UUID] = []
    kinds: list[Kind] = []
    authors: list[str] = []
    since: date | None = None
    until: date | None = None
    languages: list[str] = []
    data_classes: list[DataClass] = []


EVERYTHING = FiltersIn.model_validate({})
