"""Text that nobody sees on its page: its page is drawn with it and without it, and where that makes no difference it is left out.

Text laid invisibly over a scan is what a recognition program made of it: it counts where the picture has something at its place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from ingestion.reading.pdf.grid import Box, around_all
from ingestion.reading.pdf.letters import Letters
from ingestion.reading.pdf.objects import INVISIBLE, NOWHERE, Pointer, address
from ingestion.reading.pdf.showing import Pictures
from ingestion.reading.pdf.stretches import Stretch
from ingestion.reading.pdf.suspects import Suspects, overlap

PAPER = (0.0, 0.0, 1.0, 1.0)
TINY = 2.0
"""Letters whose font is lower than this many points are for nobody's eyes."""


@dataclass
class Run:
    """Characters `begin` to `end` of a line that come from one text object."""

    line: Stretch
    begin: int
    end: int
    pointer: Pointer


def visible(page: PdfPage, lines: list[Stretch], letters: Letters, suspects: Suspects | None, *, scanned: bool) -> list[Stretch]:
    """The lines without what nobody sees; the very same list if there is nothing of the kind. Without `suspects`, all are."""
    if suspects == {}:
        return lines
    found = [run for line in lines for run in runs(line, letters) if suspects is None or address(run.pointer) in suspects]
    hidden: list[Run] = []
    doubtful: dict[Box, list[Run]] = {}
    for run in found:
        box = box_of(run, letters)
        if is_tiny(run, letters) or not overlap(box, PAPER):
            hidden.append(run)
        elif suspects is None or suspects[address(run.pointer)]:
            doubtful.setdefault(box, []).append(run)
    if doubtful:
        pictures = Pictures(page, [run.pointer for each in doubtful.values() for run in each], list(doubtful))
        hidden += [run for box, each in doubtful.items() for run in each if not is_seen(run, box, pictures, scanned=scanned)]
    if not hidden:
        return lines
    of_line: dict[int, list[Run]] = {}
    for run in hidden:
        of_line.setdefault(id(run.line), []).append(run)
    return [part for line in lines for part in without(line, of_line.get(id(line), []))]


def runs(line: Stretch, letters: Letters) -> Iterator[Run]:
    """A line by the text objects that it comes from; spaces go with what stands before them."""
    begin, end = len(line.text) - len(line.text.lstrip()), len(line.text.rstrip())
    ends = [letters.text_object(letters.index(line, place)) for place in (begin, end - 1)]
    if all(ends) and address(ends[0]) == address(ends[1]):
        yield Run(line, begin, end, ends[0])
        return
    held: Run | None = None
    for place, character in enumerate(line.text):
        pointer = None if character.isspace() else letters.text_object(letters.index(line, place))
        if held and (not pointer or address(pointer) == address(held.pointer)):
            held.end = place + 1
        elif pointer:
            if held:
                yield held
            held = Run(line, place, place + 1, pointer)
    if held:
        yield held


def box_of(run: Run, letters: Letters) -> Box:
    """The box of a run in fractions of the page, even where it lies outside; NOWHERE of one without extent."""
    boxes = letters.boxes(letters.index(run.line, run.begin), letters.index(run.line, run.end - 1) + 1)
    return around_all(boxes) if boxes else NOWHERE


def is_tiny(run: Run, letters: Letters) -> bool:
    """Whether its letters are for nobody's eyes."""
    return letters.points(letters.index(run.line, run.begin)) < TINY


def is_seen(run: Run, box: Box, pictures: Pictures, *, scanned: bool) -> bool:
    """Whether it can be seen, or what a recognition program read can be seen behind it."""
    if scanned and pdfium.FPDFTextObj_GetTextRenderMode(run.pointer) == INVISIBLE:
        return pictures.has_ink(box)
    return pictures.show(box)


def without(line: Stretch, hidden: Sequence[Run]) -> Iterator[Stretch]:
    """What is left of a line."""
    begin = 0
    for run in sorted(hidden, key=lambda run: run.begin):
        if line.text[begin : run.begin].strip():
            yield Stretch(line.units(begin), line.text[begin : run.begin], False, line.wide)
        begin = run.end
    if line.text[begin:].strip():
        yield Stretch(line.units(begin), line.text[begin:], line.hyphen, line.wide)
