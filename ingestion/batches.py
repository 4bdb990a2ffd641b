"""Many things in parts: databases take only so many values in one question, and memory holds only so many rows."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Thing = TypeVar("Thing")


def batched(things: Iterable[Thing], size: int = 200) -> Iterator[list[Thing]]:
    """The things in lists of at most `size`."""
    waiting = iter(things)
    while some := list(islice(waiting, size)):
        yield some
