"""What a check can find: something that doesn't agree, told so that an operator understands it, and how to mend it."""

from collections.abc import Callable
from dataclasses import dataclass, field

Repair = Callable[[], object]


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be. `repair` is missing where only a person can mend it."""

    kind: str
    what: str
    repair: Repair | None = field(default=None, compare=False)
