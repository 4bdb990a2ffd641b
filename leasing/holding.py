"""The right of one worker to work on one row. A lease is renewed by a heartbeat, and runs out when its holder dies."""

import threading
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone

from leasing import heartbeat


class LeaseLost(Exception):
    """The row is gone, or somebody else's."""


@dataclass(frozen=True, kw_only=True)
class Holding(ABC):
    """The right to work on one row, which `str` names. `lost` is set by the heartbeat as soon as it is known to be gone.

    `gone` is what a package raises then, where its errors have a root of their own.
    """

    gone: ClassVar[type[Exception]] = LeaseLost
    lost: threading.Event = field(default_factory=threading.Event, compare=False)

    @abstractmethod
    def held(self) -> QuerySet[Any]:
        """The row, for as long as this right holds."""

    def check(self) -> None:
        """Raise `gone` if the right is known to be lost. Asks nobody: cheap enough for every step."""
        if self.lost.is_set():
            raise self.gone

    def update(self, **changes: object) -> None:
        """Change the row, or raise `gone` if it is no longer ours."""
        if not self.held().update(**changes):
            self.lost.set()
            raise self.gone

    def renewed(self, seconds: float) -> AbstractContextManager[None]:
        """Keep the right alive, for `seconds` each time, while the block runs."""
        return heartbeat.renewed(
            lambda: bool(self.held().update(leased_until=until(seconds))), lost=self.lost, seconds=seconds, name=str(self)
        )


def until(seconds: float) -> datetime:
    """When a right that is given now for so long runs out."""
    return timezone.now() + timedelta(seconds=seconds)
