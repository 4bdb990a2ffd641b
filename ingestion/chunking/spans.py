"""From atoms to the stretches of page text that a chunk is made of, and the lines that these touch."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from ingestion.chunking.atoms import Atom
from ingestion.pages import Pages
from retrieval.messages import Line, Span


def spans_of(atoms: list[Atom], pages: Pages) -> Iterator[Span]:
    """The stretches under these atoms, the table's header first; those with only white space between them are one."""
    header = atoms[0].header
    shown = [header, *atoms] if header else atoms
    held = Span(shown[0].page, shown[0].start, shown[0].end)
    for atom in shown[1:]:
        if held.page == atom.page and held.end <= atom.start and not pages[held.page].text[held.end : atom.start].strip():
            held = Span(held.page, held.start, atom.end)
        else:
            yield held
            held = Span(atom.page, atom.start, atom.end)
    yield held


def lines_of(spans: Iterable[Span], pages: Pages) -> Iterator[Line]:
    """The lines of the pages that the spans touch."""
    for span in spans:
        lines = pages[span.page].lines
        place = max(0, bisect_right(lines, span.start, key=lambda line: line.start) - 1)
        while place < len(lines) and lines[place].start < span.end:
            if lines[place].end > span.start:
                yield Line(span.page, *lines[place])
            place += 1
