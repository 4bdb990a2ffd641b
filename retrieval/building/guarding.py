"""Who says whether a version of the index may be switched to yet: a module that the settings name, as nobody above is known here.

A way back never asks it: what was live before was good enough once, and may be needed at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Protocol, cast

from django.conf import settings

from access.models import User
from retrieval.errors import SayWhyAnyway
from retrieval.models import IndexVersion


@dataclass(frozen=True)
class Check:
    """What the questions of the collection called `name` say of a version, held against the live one.

    `held_back` is why it should not be switched to yet, empty if it may be; `address` is the page that shows more. While they are
    `running`, `asked` of `total` questions have been asked.
    """

    name: str
    said: str
    held_back: str = ""
    address: str = ""
    running: bool = False
    asked: int = 0
    total: int = 0


@dataclass(frozen=True)
class Word:
    """Why a version was switched to although something held it back, and who said so; nobody where a command did."""

    held_back: str
    why: str
    by: str
    at: datetime


class Guard(Protocol):
    """A module with these functions."""

    def checks(self, version: IndexVersion) -> Sequence[Check]:
        """What is known of a version now. Asks the database alone."""

    def order(self, version: IndexVersion, *, by: User | None) -> None:
        """Have workers find out, anew."""

    def carry_out(self, version: IndexVersion) -> None:
        """Find out in this process what isn't known yet."""

    def accept(self, version: IndexVersion, *, why: str, by: User | None) -> None:
        """Keep somebody's word that it may be switched to in spite of what is known."""

    def word(self, version: IndexVersion) -> Word | None:
        """The last such word about it."""


def guard() -> Guard:
    """The one that the settings name."""
    return cast(Guard, import_module(settings.RETRIEVAL.guard))


def let_through(version: IndexVersion, *, why: str, by: User | None) -> None:
    """Refuse a version that something holds back, unless a person says `why` it may pass, which is kept. Raises SayWhyAnyway."""
    held_back = [f"{each.name}: {each.held_back}" for each in guard().checks(version) if each.held_back]
    if held_back and not why:
        raise SayWhyAnyway("\n".join(held_back))
    if held_back:
        guard().accept(version, why=why, by=by)
