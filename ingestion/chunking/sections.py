"""Sections of a document: what stands under one heading, as a list of atoms."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ingestion.chunking.atoms import Atom, atoms_of, cells
from ingestion.chunking.ruler import Ruler
from ingestion.cleaning import Ranges
from ingestion.reading.messages import Block, BlockKind, PageRead

FEW = 0.25


@dataclass
class Section:
    """What stands under one heading, the heading first, footnotes last. `heading` is the path down to it.

    `bare`: too little to stand alone, a mere heading or a few words before the first one, such as the header of the first page.
    """

    heading: tuple[str, ...] = ()
    atoms: list[Atom] = field(default_factory=list)
    bare: bool = True
    notes: list[Atom] = field(default_factory=list)

    def take(self, kind: BlockKind, found: list[Atom]) -> None:
        """Add the atoms of a block."""
        if kind == "footnote":
            self.notes += found
        else:
            self.atoms += found
        self.bare = self.bare and (kind == "heading" or not found)

    def closed(self, most: int) -> "Section":
        """The section once nothing more comes."""
        return Section(self.heading, self.atoms + self.notes, self.bare or is_preamble(self, most))


def sections(pages: Iterable[PageRead], left_out: Ranges, ruler: Ruler, most: int) -> Iterator[Section]:
    """The sections in order. No atom has more than `most` tokens."""
    path: list[tuple[int, str]] = []
    section = Section()
    before: Atom | None = None
    for page in pages:
        for block in blocks_of(page, left_out.get(page.number, [])):
            if block.kind == "heading":
                if section.atoms or section.notes:
                    yield section.closed(most)
                path = [*(above for above in path if above[0] < block.level), (block.level, one_line(page, block))]
                section = Section(tuple(text for _, text in path))
            found = list(atoms_of(page, block, ruler, most, goes_on(before, page, block)))
            section.take(block.kind, found)
            if found and block.kind != "footnote":
                before = found[-1]
    if section.atoms or section.notes:
        yield section.closed(most)


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


def goes_on(before: Atom | None, page: PageRead, block: Block) -> Atom | None:
    """The header of the table that ended the page before, where a table of as many columns without one goes on with it."""
    header = before.header if before and before.page == page.number - 1 else None
    if header and block.kind == "table" and block.level == 0 and 1 < header.cells == cells(page, block.start, block.end):
        return header
    return None
