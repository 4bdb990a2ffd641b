"""The lines of a recognised page for the eye: cut into words, each with how sure it is."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from ingestion.reading.messages import Line, PageRead

DOUBTFUL, POOR = 75, 50


@dataclass(frozen=True)
class Piece:
    """A word, or what stands between words. `doubt` is empty, "some" or "much"; `sure` is in percent."""

    text: str
    doubt: str = ""
    sure: int | None = None


@dataclass(frozen=True)
class ProofLine:
    """One line: its text, its words, and its box as fractions of the page."""

    text: str
    pieces: tuple[Piece, ...]
    line: Line

    @property
    def width(self) -> float:
        """Of the box."""
        return self.line.right - self.line.left

    @property
    def height(self) -> float:
        """Of the box."""
        return self.line.bottom - self.line.top


def proof_lines(page: PageRead) -> tuple[ProofLine, ...]:
    """The lines in reading order."""
    return tuple(ProofLine(page.text[line.start : line.end], tuple(_pieces(page, line)), line) for line in page.lines)


def seen(page: PageRead) -> str:
    """A short name for the text of a page, by which it is noticed that somebody else has changed it."""
    return hashlib.sha256(page.text.encode()).hexdigest()[:16]


def _pieces(page: PageRead, line: Line) -> Iterator[Piece]:
    at = line.start
    for word in page.words:
        if at <= word.start < word.end <= line.end:
            yield Piece(page.text[at : word.start])
            yield Piece(page.text[word.start : word.end], _doubt(word.sure), word.sure)
            at = word.end
    yield Piece(page.text[at : line.end])


def _doubt(sure: int) -> str:
    return "much" if sure < POOR else "some" if sure < DOUBTFUL else ""
