"""Puts placeholders into pages, and moves lines and blocks with the text: what points at a masked page stays true on it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from guard.messages import Finding, Kind
from ingestion.reading.messages import Line, PageRead


class Placing(Protocol):
    """Gives out what stands for a value, as guard's Placeholders do."""

    def of(self, kind: Kind, value: str, /) -> str:
        """What stands for this value."""


@dataclass(frozen=True)
class Moved:
    """A text with placeholders, and where each character of the old one went."""

    text: str
    starts: list[int]
    ends: list[int]
    new_starts: list[int]
    new_ends: list[int]

    def place(self, offset: int) -> int:
        """Where a character stands now; one within what was replaced stands at the placeholder's end."""
        at = bisect_right(self.starts, offset) - 1
        if at < 0:
            return offset
        if offset == self.starts[at]:
            return self.new_starts[at]
        return self.new_ends[at] + max(0, offset - self.ends[at])


def masked(page: PageRead, findings: Sequence[Finding], placeholders: Placing) -> PageRead:
    """The page with placeholders in the place of what was found; `findings` are in order, none over another."""
    new = moved(page.text, findings, placeholders)
    lines = (Line(new.place(line.start), new.place(line.end), *line[2:]) for line in page.lines)
    blocks = (replace(block, start=new.place(block.start), end=new.place(block.end)) for block in page.blocks)
    return replace(
        page,
        text=new.text,
        lines=tuple(line for line in lines if line.start < line.end),
        blocks=tuple(block for block in blocks if block.start < block.end),
    )


def replaced(text: str, findings: Sequence[Finding], placeholders: Placing) -> str:
    """A text with placeholders."""
    return moved(text, findings, placeholders).text


def moved(text: str, findings: Sequence[Finding], placeholders: Placing) -> Moved:
    """A text with placeholders, from which what points at it can be moved."""
    pieces, at, length = [], 0, 0
    new_starts, new_ends = [], []
    for finding in findings:
        placeholder = placeholders.of(finding.kind, text[finding.start : finding.end])
        pieces += [text[at : finding.start], placeholder]
        new_starts.append(length + finding.start - at)
        length = new_starts[-1] + len(placeholder)
        new_ends.append(length)
        at = finding.end
    pieces.append(text[at:])
    return Moved("".join(pieces), [each.start for each in findings], [each.end for each in findings], new_starts, new_ends)
