"""Words parted at the end of a line: whether the hyphen belongs to the word."""

import re
from collections.abc import Sequence

from ingestion.reading.pdf.pieces import Piece

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
LAST = re.compile(r"[^\W_]+(?:-[^\W_]+)*$")
FIRST = re.compile(r"^[^\W_]+(?:-[^\W_]+)*")
MOST = 200_000
ALWAYS = {"self"}
OFTEN = {"well", "ex", "all", "cross", "high", "low", "long", "short", "full", "half", "part", "non", "co", "anti", "semi", "multi"}
OFTEN |= {"one", "two", "three", "four", "five", "six", "single", "double", "first", "second", "third"}


class Words:
    """The words of the pages so far: the best witness for how the document writes them."""

    def __init__(self) -> None:
        self.known: set[str] = set()

    def learn(self, pieces: Sequence[Piece]) -> None:
        """Take the whole words of a page."""
        if len(self.known) < MOST:
            whole = "\n".join(piece.text for piece in pieces if not piece.continues)
            self.known.update(WORD.findall(whole.lower()))
            for piece in pieces:
                if piece.continues:
                    self.known.update(WORD.findall(piece.text.lower())[:-1])

    def joint(self, before: str, after: str) -> str:
        """What stands between two lines whose word was parted: nothing, or the hyphen that belongs to it."""
        left, right = LAST.search(before), FIRST.search(after)
        if not left or not right or not right.group()[0].islower():
            return "-"
        one, other = left.group().lower(), right.group().lower()
        if one + other in self.known:
            return ""
        if f"{one}-{other}" in self.known or one in ALWAYS or any(map(str.isdigit, one)):
            return "-"
        return "-" if one in OFTEN and other in self.known and len(other) > 3 else ""
