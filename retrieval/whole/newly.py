"""What a version of a document says that the one before it did not. Who knows it is named in the settings: retrieval has no pages.

It comes as places in the version that is asked about. No word of an earlier one comes here: what is gone may have been taken out
on purpose.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from django.conf import settings
from django.utils.formats import date_format
from django.utils.module_loading import import_string

Stretch = tuple[int, int]
"""Characters of a text, the end excluded."""


@dataclass(frozen=True)
class NewlySaid:
    """What is new on the pages of a version, by their numbers, in order; `since` is the day since which search showed the other."""

    since: date
    places: Mapping[int, Sequence[Stretch]]


@dataclass(frozen=True)
class Changes:
    """What is new in a document since the version of a day; None where none before it is kept.

    `count` chunks have something new. `new` are those that were chosen of them, each with the stretches of its text that are.
    """

    since: date | None
    count: int
    new: Mapping[UUID, Sequence[Stretch]]

    @property
    def day(self) -> str:
        """The day in words."""
        return date_format(self.since, "j F Y") if self.since else ""


def newly_said(version_id: UUID) -> NewlySaid | None:
    """What a version has that the one before it had not; None where none is kept."""
    return cast(NewlySaid | None, import_string(settings.RETRIEVAL.newly_said)(version_id))
