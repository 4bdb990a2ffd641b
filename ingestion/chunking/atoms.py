"""Sections of a document, each a list of atoms: the stretches of text that are not cut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingestion.chunking.ruler import Ruler
from ingestion.chunking.sentences import sentences, trimmed
from ingestion.cleaning import Ranges
from ingestion.reading.messages import Block, PageRead

FEW = 0.25


@dataclass(frozen=True)
class Atom:
    """A sentence, a row or a line.

    `opens`: a paragraph begins with it, so that the place before it is a good one to cut at. `header`: the header of its
    table, which goes before it where a chunk begins with it.
    """

    page: int
    start: int
    end: int
    tokens: int
    opens: bool
    row: bool = False
    header: "Atom | None" = None


@dataclass
class Section:
    """What stands under one heading, the heading first. `heading` is the path down to it.

    `bare`: too little to stand alone, a mere heading or a few words before the first one, such as the header of the first page.
    """

    heading: tuple[str, ...] = ()
    atoms: list[Atom] = field(default_factory=list)
    bare: bool = True


def sections(pages: Sequence[PageRead], left_out: Ranges, ruler: Ruler, most: int) -> Iterator[Section]:
    """The sections in order. No atom has more than `most` tokens."""
    path: list[tuple[int, str]] = []
    section = Section()
    for page in pages:
        for block in blocks_of(page, left_out.get(page.number, [])):
            if block.kind == "heading":
                if section.atoms:
                    section.bare = section.bare or is_preamble(section, most)
                    yield section
                path = [*(above for above in path if above[0] < block.level), (block.level, one_line(page, block))]
                section = Section(tuple(text for _, text in path))
            found = list(atoms_of(page, block, ruler, most))
            section.atoms += found
            section.bare = section.bare and (block.kind == "heading" or not found)
    if section.atoms:
        yield section


def is_preamble(section: Section, most: int) -> bool:
    """Whether it is only a few words before the first heading."""
    return not section.heading and sum(atom.tokens for atom in section.atoms) <= FEW * most


def one_line(page: PageRead, block: Block) -> str:
    """A heading as one line."""
    return " ".join(page.text[block.start : block.end].split())


def blocks_of(page: PageRead, left_out: list[tuple[int, int]]) -> Iterator[Block]:
    """The blocks in order without what is left out; text between blocks counts as paragraphs."""
    at = 0
    for block in sorted(page.blocks, key=lambda block: block.start):
        yield from without(Block("paragraph", at, max(at, block.start)), left_out)
        yield from without(Block(block.kind, max(at, block.start), max(at, block.end), block.level), left_out)
        at = max(at, block.end)
    yield from without(Block("paragraph", at, len(page.text)), left_out)


def without(block: Block, left_out: list[tuple[int, int]]) -> Iterator[Block]:
    """What remains of a block."""
    at = block.start
    for start, end in left_out:
        if start < block.end and end > at:
            yield Block(block.kind, at, max(at, start), block.level)
            at = max(at, end)
    yield Block(block.kind, at, max(at, block.end), block.level)


def atoms_of(page: PageRead, block: Block, ruler: Ruler, most: int) -> Iterator[Atom]:
    """The atoms of one block."""
    by_line = block.kind in {"table", "code"}
    ranges = list(lines(page.text, block.start, block.end) if by_line else sentences(page.text, block.start, block.end))
    header = header_of(page, block, ranges, ruler, most)
    for place, (start, end) in enumerate(ranges):
        room = most - header.tokens if header and place >= block.level else most
        for begin, stop in short_enough(page, start, end, ruler, room):
            opens = begin == start and (place == 0 or by_line)
            tokens = ruler.tokens(page.number, begin, stop)
            yield Atom(page.number, begin, stop, tokens, opens, by_line, header if place >= block.level else None)


def header_of(page: PageRead, block: Block, ranges: list[tuple[int, int]], ruler: Ruler, most: int) -> Atom | None:
    """The header rows of a table as one atom, unless they would take more than half a chunk."""
    if block.kind != "table" or not 0 < block.level < len(ranges):
        return None
    start, end = ranges[0][0], ranges[block.level - 1][1]
    tokens = ruler.tokens(page.number, start, end)
    return Atom(page.number, start, end, tokens, opens=True) if tokens <= most // 2 else None


def lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines between two characters that have any text."""
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        yield from trimmed(text, at, stop)
        at = stop + 1


def short_enough(page: PageRead, start: int, end: int, ruler: Ruler, most: int) -> Iterator[tuple[int, int]]:
    """The range in parts of no more than `most` tokens each."""
    while start < end:
        stop = ruler.cut(page.number, start, end, most)
        yield from trimmed(page.text, start, stop)
        start = stop
