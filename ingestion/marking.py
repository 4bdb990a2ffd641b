"""Where a passage stands on a page: as stretches of its text, and as boxes on its picture."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

MARK = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)
LONGEST_QUOTE = 1000
WIDTHS = (
    dict.fromkeys("ijl'|", 0.22)
    | dict.fromkeys(" .,:;!ftI/\\", 0.28)
    | dict.fromkeys('r()[]{}-"', 0.33)
    | dict.fromkeys("mwMW@%—", 0.85)
)


@dataclass(frozen=True, order=True)
class Stretch:
    """Characters `start` to `end` (end excluded) of a page's text."""

    start: int
    end: int


@dataclass(frozen=True)
class Box:
    """A rectangle as fractions (0 to 1) of a page's width and height, from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Its width, as a fraction of the page's."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Its height, as a fraction of the page's."""
        return self.bottom - self.top


@dataclass(frozen=True)
class Piece:
    """A run of text that is wholly marked or wholly not. `first` says that a mark begins here and is the first on the page.

    `stretch` is what it is marked by, and `opens` says that it is the beginning of that.
    """

    text: str
    marked: bool
    first: bool = False
    stretch: Stretch | None = None
    opens: bool = False


def stretches(marks: Iterable[str], length: int) -> tuple[Stretch, ...]:
    """Read marks as a link has them ("12-80") into ordered stretches that don't touch, within a text of `length` characters."""
    asked = [Stretch(int(start), min(int(end), length)) for start, end in _numbers(marks)]
    return merged(stretch for stretch in asked if stretch.start < stretch.end)


def merged(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same characters as ordered stretches that neither overlap nor touch."""
    joined: list[Stretch] = []
    for stretch in sorted(stretches):
        if joined and stretch.start <= joined[-1].end:
            joined[-1] = Stretch(joined[-1].start, max(joined[-1].end, stretch.end))
        else:
            joined.append(stretch)
    return tuple(joined)


def boxes(text: str, lines: Iterable[Sequence[float]], marked: Sequence[Stretch]) -> tuple[Box, ...]:
    """The boxes of the marked characters of a page's text. `lines` are as Page keeps them: start, end, left, top, right, bottom.

    A line that is marked in part gives the part of its box in proportion to the usual widths of its characters.
    """
    return tuple(box for line in lines for stretch in marked if (box := _part(text, line, stretch)) is not None)


def pieces(text: str, start: int, end: int, marked: Sequence[Stretch]) -> tuple[Piece, ...]:
    """Characters `start` to `end` of a page's text, cut where marks begin and end."""
    return tuple(_pieces(text, start, end, marked))


def locate(quote: str, text: str) -> Stretch | None:
    """Where `quote` stands in `text`, whatever white space lies between its words; None if it isn't there."""
    words = quote[:LONGEST_QUOTE].split()
    if not words:
        return None
    found = re.search(r"\s+".join(re.escape(word) for word in words), text)
    return Stretch(*found.span()) if found else None


def _numbers(marks: Iterable[str]) -> Iterator[tuple[str, str]]:
    for mark in marks:
        if found := MARK.fullmatch(mark):
            yield found[1], found[2]


def _part(text: str, line: Sequence[float], stretch: Stretch) -> Box | None:
    """The part of a line's box that a stretch covers, or None where they don't meet."""
    first, last = int(line[0]), int(line[1])
    left, top, right, bottom = line[2:]
    start, end = max(first, stretch.start), min(last, stretch.end)
    if start >= end:
        return None
    widths = [_width(char) for char in text[first:last].ljust(last - first)]
    scale = (right - left) / sum(widths)
    edges = (left + sum(widths[: start - first]) * scale, top, left + sum(widths[: end - first]) * scale, bottom)
    return Box(*(min(max(edge, 0.0), 1.0) for edge in edges))


def _width(char: str) -> float:
    """About how wide a character is in common faces, in ems."""
    return WIDTHS.get(char) or (0.67 if char.isupper() else 0.55)


def _pieces(text: str, start: int, end: int, marked: Sequence[Stretch]) -> Iterator[Piece]:
    at = start
    for stretch in marked:
        left, right = max(stretch.start, at), min(stretch.end, end)
        if left >= right:
            continue
        if at < left:
            yield Piece(text[at:left], marked=False)
        first = left == marked[0].start
        yield Piece(text[left:right], marked=True, first=first, stretch=stretch, opens=left == stretch.start)
        at = right
    if at < end:
        yield Piece(text[at:end], marked=False)
