"""The parts of a text that are worth a closer look: numbers are rare in prose, and most recognizers look only around them."""

import re
from collections.abc import Iterator

DENSE = re.compile(r"\d(?:[^\n\d]{0,3}\d){4,}")
AROUND = 24


def number_windows(text: str) -> Iterator[tuple[int, int]]:
    """The stretches with at least five digits near each other, and what stands around them."""
    return windows(text, DENSE, AROUND)


def windows(text: str, pattern: re.Pattern[str], around: int) -> Iterator[tuple[int, int]]:
    """Start and end of what stands within `around` characters of a match, in order; those that touch are one."""
    start = end = -1
    for match in pattern.finditer(text):
        left, right = max(0, match.start() - around), min(len(text), match.end() + around)
        if left > end:
            if start >= 0:
                yield start, end
            start = left
        end = max(end, right)
    if start >= 0:
        yield start, end
