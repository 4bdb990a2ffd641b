"""Where sentences end, in most languages: good enough to cut at, not a grammar."""

import re
from collections.abc import Iterator

END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+(?=[\"'“‘«(\[]*[^\Wa-zß-ÿ_])|(?<=[。！？])|\n\s*\n")
ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Za-z]|Dr|Mr|Mrs|Ms|Prof|Sr|Jr|St|No|Nr|Art|Abs|Fig|Figs|Tab|Sec|Ch|Eq|vs|cf|ca|approx|Inc|Ltd|Co|Corp|Bd|pp|vol|ed|eds"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|e\.g|i\.e|z\.\s?B|d\.\s?h|u\.\s?a|bzw|usw)|^\s*\d{1,3})\.$"
)
LOOK_BACK = 12


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence between two characters of a text, without the white space around it."""
    begin = start
    for match in END.finditer(text, start, end):
        if match.group().strip() or not ABBREVIATION.search(text[max(begin, match.start() - LOOK_BACK) : match.start()]):
            yield from trimmed(text, begin, match.end())
            begin = match.end()
    yield from trimmed(text, begin, end)


def trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The range without white space at its ends; nothing if nothing is left."""
    part = text[start:end]
    left = len(part) - len(part.lstrip())
    right = len(part.rstrip())
    if right > left:
        yield start + left, start + right
