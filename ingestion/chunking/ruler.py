"""Measures stretches of page text in tokens of the embedding model; each page is tokenised once."""

from bisect import bisect_left
from collections.abc import Sequence

from ingestion.reading.messages import PageRead

LONGEST = 50
"""Characters that one token may stand for: models take a long string of letters as a single unknown token."""


class Ruler:
    """Tokens by page; the tokens of a stretch are those that begin in it."""

    def __init__(self, pages: Sequence[PageRead]) -> None:
        self.texts = {page.number: page.text for page in pages}
        self.starts: dict[int, list[int]] = {}

    def tokens(self, page: int, start: int, end: int) -> int:
        """How many tokens begin within these characters."""
        starts = self._starts(page)
        return bisect_left(starts, end) - bisect_left(starts, start)

    def cut(self, page: int, start: int, end: int, most: int) -> int:
        """Where to end so that no more than `most` tokens are taken: at a space if there is one, never at `start`."""
        starts = self._starts(page)
        place = bisect_left(starts, start) + most
        if place >= len(starts) or starts[place] >= end:
            return end
        hard = max(starts[place], start + 1)
        text = self.texts[page]
        space = max(text.rfind(" ", start + 1, hard + 1), text.rfind("\n", start + 1, hard + 1))
        return space if space > start else hard

    def _starts(self, page: int) -> list[int]:
        if page not in self.starts:
            from retrieval.embedding import token_spans

            spans = token_spans(self.texts[page])
            self.starts[page] = [at for start, end in spans for at in range(start, max(end, start + 1), LONGEST)]
        return self.starts[page]
