"""Builds the text of a PDF page from what stands on it: tables, headings, paragraphs, lists, code, footnotes last."""

from collections import Counter
from dataclasses import dataclass, field

from ingestion.reading.pdf.aligned import with_tables
from ingestion.reading.pdf.direction import mirrored, mirrored_line, runs_leftwards
from ingestion.reading.pdf.footnotes import footnotes
from ingestion.reading.pdf.groups import groups, kind_of
from ingestion.reading.pdf.order import in_order
from ingestion.reading.pdf.pieces import Found, Piece
from ingestion.reading.pdf.ruled import ruled_tables
from ingestion.reading.pdf.tables import Table
from ingestion.reading.pdf.words import Words
from ingestion.reading.pdf.writing import Writer


@dataclass
class Memory:
    """What is known from the pages so far: characters by size of letters, and words."""

    sizes: Counter[float] = field(default_factory=Counter)
    words: Words = field(default_factory=Words)

    def learn(self, pieces: list[Piece]) -> None:
        """Take a page into account."""
        for piece in pieces:
            self.sizes[piece.size] += len(piece.text)
        self.words.learn(pieces)

    @property
    def body(self) -> float:
        """The size of running text."""
        return self.sizes.most_common(1)[0][0] if self.sizes else 0.0


def build(found: Found, memory: Memory) -> Writer:
    """The page, in reading order."""
    memory.learn(found.pieces)
    leftwards = runs_leftwards(found.pieces)
    writer = written(parts(mirrored(found) if leftwards else found), memory)
    writer.lines = [mirrored_line(line) for line in writer.lines] if leftwards else writer.lines
    return writer


def parts(found: Found) -> list[Table | list[Piece]]:
    """Tables and the running text between them."""
    found_parts: list[Table | list[Piece]] = []
    for part in ordered(found):
        found_parts += [part] if isinstance(part, Table) else with_tables(part)
    return found_parts


def ordered(found: Found) -> list[Table | list[Piece]]:
    """Ruled tables and what stands between them, in reading order. A table is one thing in it, whatever stands inside."""
    tables = ruled_tables(found.pieces, found.rules)
    stand_ins = {f"\0{number}": table for number, table in enumerate(tables)}
    inside = {id(piece): name for name, table in stand_ins.items() for piece in table.pieces}
    pieces: list[Piece] = []
    waiting = dict(stand_ins)
    for piece in found.pieces:
        name = inside.get(id(piece))
        if name is None:
            pieces.append(piece)
        elif name in waiting:
            pieces.append(stand_in(name, waiting.pop(name)))
    parts: list[Table | list[Piece]] = []
    for piece in in_order(pieces):
        if piece.text in stand_ins:
            parts.append(stand_ins[piece.text])
        elif parts and isinstance(parts[-1], list):
            parts[-1].append(piece)
        else:
            parts.append([piece])
    return parts


def stand_in(name: str, table: Table) -> Piece:
    """A piece in the table's place."""
    inside = table.pieces
    left, top = min(piece.left for piece in inside), min(piece.top for piece in inside)
    right, bottom = max(piece.right for piece in inside), max(piece.bottom for piece in inside)
    return Piece(name, left, top, right, bottom, inside[0].size)


def written(parts: list[Table | list[Piece]], memory: Memory) -> Writer:
    """The parts as text, footnotes after all the rest."""
    writer, body = Writer(memory.words), memory.body
    whole: list[Table | list[Piece]] = []
    for part in parts:
        whole += [part] if isinstance(part, Table) else list(groups(part))
    running = [part for part in whole if not isinstance(part, Table)]
    notes = footnotes(running, body)
    last = {id(group) for index, group in enumerate(running) if index in notes}
    for part in whole:
        if isinstance(part, Table):
            writer.write_table(part)
        elif id(part) not in last:
            writer.write(*kind_of(part, body), part)
    for index in sorted(notes):
        writer.write("footnote", 0, running[index])
    return writer
