"""Packs the atoms of a section into chunks: as full as allowed, cut where a paragraph ends if that is not too early."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, takewhile

from ingestion.chunking.atoms import Atom
from ingestion.chunking.sections import Section

SMALL = 0.25
EARLY = 0.5
SHARED = 1.5


@dataclass(frozen=True)
class Packed:
    """One chunk to be: the path of headings above it and its atoms."""

    heading: tuple[str, ...]
    atoms: list[Atom]


def pack(sections: Iterable[Section], *, limit: int, overlap: int) -> Iterator[Packed]:
    """The chunks of all sections. Sizes are in tokens; neighbours within a section share whole sentences up to `overlap`."""
    for section in joined(sections, limit):
        for atoms in parts(section.atoms, limit, overlap):
            yield Packed(section.heading, atoms)


def joined(sections: Iterable[Section], limit: int) -> Iterator[Section]:
    """The sections, the small ones with what follows: a heading without text with its first subsection, or a run of short ones."""
    held: Section | None = None
    for section in sections:
        if held is None:
            held = section
        elif fits(held, section, limit):
            heading = section.heading if held.bare else common(held.heading, section.heading)
            held = Section(heading, held.atoms + section.atoms, held.bare and section.bare)
        else:
            yield held
            held = section
    if held:
        yield held


def fits(held: Section, section: Section, limit: int) -> bool:
    """Whether two sections go together: the first is a mere heading, or one of them is small and both fit into one chunk."""
    if held.bare:
        return True
    sizes = size(held.atoms), size(section.atoms)
    return min(sizes) <= SMALL * limit and sum(sizes) <= limit and is_related(held, section)


def is_related(one: Section, other: Section) -> bool:
    """Whether they share a heading above them, or have none above."""
    return bool(common(one.heading, other.heading)) or max(len(one.heading), len(other.heading)) <= 1


def common(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """The part of the path that both share."""
    return tuple(here for here, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def size(atoms: list[Atom]) -> int:
    """Tokens of these atoms as one chunk, with the header that its first row may need."""
    header = atoms[0].header if atoms else None
    return sum(atom.tokens for atom in atoms) + (header.tokens if header else 0)


def parts(atoms: list[Atom], limit: int, overlap: int) -> Iterator[list[Atom]]:
    """The atoms in runs of at most `limit` tokens."""
    cutter = Cutter(atoms, limit, overlap)
    start = begin = 0
    while begin < len(atoms):
        end = cutter.end(start, begin)
        yield atoms[start:end]
        start, begin = cutter.back(end), end


class Cutter:
    """Finds the places to cut in one section. `start` is where a chunk begins, `begin` its first atom that is new in it."""

    def __init__(self, atoms: list[Atom], limit: int, overlap: int) -> None:
        self.atoms, self.limit, self.overlap = atoms, limit, overlap
        self.totals = [0, *accumulate(atom.tokens for atom in atoms)]

    def size(self, start: int, end: int) -> int:
        """Tokens of a chunk of the atoms from `start` to before `end`."""
        header = self.atoms[start].header if start < end else None
        return self.totals[end] - self.totals[start] + (header.tokens if header else 0)

    def end(self, start: int, begin: int) -> int:
        """Where the chunk ends. What is left for two chunks is shared evenly between them."""
        rest = self.size(start, len(self.atoms))
        if rest <= self.limit:
            return len(self.atoms)
        aim = rest / 2 if rest < SHARED * self.limit else self.limit
        end = begin + 1
        while end < len(self.atoms) and self.size(start, end + 1) <= min(self.limit, aim + self.atoms[end].tokens / 2):
            end += 1
        return self.at_paragraph(start, begin, end)

    def at_paragraph(self, start: int, begin: int, end: int) -> int:
        """The last beginning of a paragraph up to `end`, unless that would leave the chunk less than half full."""
        enough = EARLY * self.size(start, end)
        for place in range(end, begin, -1):
            if self.size(start, place) < enough:
                break
            if place < len(self.atoms) and self.atoms[place].opens:
                return place
        return end

    def back(self, begin: int) -> int:
        """How far the next chunk reaches back: whole sentences, never rows, and only what leaves room for its first new atom."""
        if begin >= len(self.atoms) or self.atoms[begin].header:
            return begin
        room = min(self.overlap, self.limit - self.atoms[begin].tokens)
        start = begin
        while start > 0 and not self.atoms[start - 1].row and self.totals[begin] - self.totals[start - 1] <= room:
            start -= 1
        return start
