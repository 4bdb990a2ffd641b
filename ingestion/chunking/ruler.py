"""Measures stretches of page text in tokens of the embedding model; a page is tokenised once while it is at hand."""

from bisect import bisect_left
from functools import lru_cache

from ingestion.pages import Pages
from retrieval.embedding import Model

AT_HAND = 8
LONGEST = 50
"""Characters that one token may stand for: models take a long string of letters as a single unknown token."""


class Ruler:
    """Tokens by page; the tokens of a stretch are those that begin in it."""

    def __init__(self, pages: Pages, model: Model) -> None:
        self.pages, self._model = pages, model
        self._starts = lru_cache(maxsize=AT_HAND)(self._token_starts)

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
        text = self.pages[page].text
        space = max(text.rfind(" ", start + 1, hard + 1), text.rfind("\n", start + 1, hard + 1))
        return space if space > start else hard

    def _token_starts(self, page: int) -> list[int]:
        spans = self._model.token_spans(self.pages[page].text)
        return [at for start, end in spans for at in range(start, max(end, start + 1), LONGEST)]
