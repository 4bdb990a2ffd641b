"""Where versions stand in line, and when their turn will roughly come."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from ingestion import queue
from ingestion.flow import pace, pausing


@dataclass(frozen=True)
class Place:
    """A place in line, 1 is next, and the seconds until its turn: rounded, and None where nobody can tell."""

    number: int
    seconds: int | None = None


def places(version_ids: Iterable[UUID]) -> dict[UUID, Place]:
    """The places of many versions in two queries, however many wait; those that don't wait are left out."""
    found = _found(set(version_ids))
    known = pace.pace() if found else None
    return {
        version_id: Place(number, known.seconds(through - own, number - 1) if known else None)
        for version_id, (number, own, through) in found.items()
    }


def seconds_until_through(version_ids: Iterable[UUID]) -> int | None:
    """Roughly until the last of those that wait will have been worked on; None where nobody can tell."""
    found = _found(set(version_ids))
    known = pace.pace() if found else None
    if known is None:
        return None
    number, _, through = max(found.values())
    return known.seconds(through, number)


def _found(wanted: set[UUID]) -> dict[UUID, tuple[int, int, int]]:
    """Of those that wait: the place, the work that each is, and the work there is up to its end."""
    found: dict[UUID, tuple[int, int, int]] = {}
    through = 0
    waiting = pausing.without_paused(queue.waiting()).values_list("pk", "size").iterator() if wanted else ()
    for number, (version_id, size) in enumerate(waiting, start=1):
        through += pace.units(size)
        if version_id in wanted:
            found[version_id] = (number, pace.units(size), through)
            if len(found) == len(wanted):
                break
    return found
