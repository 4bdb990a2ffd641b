"""A document's sections as far as there is room for them, and the order in which passages are given up where there is less."""

from collections.abc import Sequence

Heading = tuple[str, ...]


def sections(headings: Sequence[Heading], room: int) -> list[range]:
    """Stretches of neighbouring chunks, at most `room`, by the heading paths of all chunks in order.

    They are the sections of the deepest level that has no more of them than that; the longest are parted until the room is used.
    """
    if not headings:
        return []
    depth = max(map(len, headings), default=0)
    found = _at(headings, depth)
    while len(found) > room and depth:
        depth -= 1
        found = _at(headings, depth)
    while len(found) < min(room, len(headings)):
        at = found.index(longest := max(found, key=len))
        middle = _middle(headings, longest)
        found[at : at + 1] = [range(longest.start, middle), range(middle, longest.stop)]
    return found


def spread(count: int) -> list[int]:
    """The numbers below `count`, so that as many of them as one takes lie evenly among all: van der Corput's order."""
    width = max(1, (count - 1).bit_length())
    return sorted(range(count), key=lambda number: f"{number:0{width}b}"[::-1])


def _at(headings: Sequence[Heading], depth: int) -> list[range]:
    starts = [at for at, path in enumerate(headings) if not at or path[:depth] != headings[at - 1][:depth]]
    return [range(start, end) for start, end in zip(starts, [*starts[1:], len(headings)], strict=True)]


def _middle(headings: Sequence[Heading], part: range) -> int:
    """Where to part it: near its middle, where a new heading begins if one does there."""
    margin = max(1, len(part) // 4)
    places = range(part.start + margin, part.stop - margin + 1)
    return min(places, key=lambda at: (headings[at] == headings[at - 1], abs(2 * at - part.start - part.stop)))
