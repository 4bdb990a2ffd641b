"""Cut a text into sentences: what the extractive provider quotes, and what a footnote can stand behind.

Works on page texts (lines end where the layout ended them) and on Markdown (bullets, headings and table rows stand alone).
"""

import re

_MARKS = r"(?:\s*\[\d+(?:\s*,\s*\d+)*\])*"
_END = re.compile(rf"[.!?…。！？][\"'”’»)\]*_]*{_MARKS}(?=\s|$)|[。！？]")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|cf|vs|approx|incl|no|nos|art|sec|para|fig|pp?|mr|mrs|ms|dr|prof|st|inc|ltd|co|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
    r"|\b[A-Za-z]|^\s*\d{1,3})\.$",
    re.IGNORECASE,
)
_STANDS_ALONE = re.compile(r"\s*(?:[-*•·▪‣–]\s|\d{1,3}[.)]\s|#{1,6}\s|\||>|```)")
_ROW = re.compile(r" \| |^\| |^[^:;]{1,80}: [^;]+; [^:;]{1,80}: ")
"""A row of a table, as reading writes it: cells parted by bars, or each after the name of its column."""
_SHORT_LINE = 45
_LOOK_BACK = 16
"""Longer than any abbreviation: without a bound, a text of nothing but initials would take the square of its length."""


def spans(text: str) -> list[tuple[int, int]]:
    """Character ranges of the sentences, in order, trimmed. Marks like [1] go with the sentence before them."""
    found: list[tuple[int, int]] = []
    for start, end in _blocks(text):
        found.extend(_within(text, start, end))
    return found


def _blocks(text: str) -> list[tuple[int, int]]:
    """Ranges in which a line break is only layout."""
    blocks: list[tuple[int, int]] = []
    start = position = 0
    lines = text.splitlines(keepends=True) or [""]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        position += len(line)
        if _breaks(line, following):
            blocks.append((start, position))
            start = position
    return blocks


def _breaks(line: str, following: str) -> bool:
    """Whether a sentence cannot go on from this line into the following one."""
    line, following = line.rstrip(), following.strip()
    if not line or not following or _STANDS_ALONE.match(following) or line.lstrip().startswith(("#", "|")):
        return True
    if _ROW.search(line) or _ROW.search(following):
        return True
    goes_on = following[0].islower() or len(line) > _SHORT_LINE
    return line[-1] in ":.!?" or not goes_on


def _within(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found, begin = [], start
    for match in _END.finditer(text, start, end):
        if _ABBREVIATION.search(text[max(begin, match.start() - _LOOK_BACK) : match.start() + 1]):
            continue
        found.append((begin, match.end()))
        begin = match.end()
    found.append((begin, end))
    return [trimmed for trimmed in (_trimmed(text, *span) for span in found) if trimmed[0] < trimmed[1]]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
