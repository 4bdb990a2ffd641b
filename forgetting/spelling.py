"""How an exact text may be written where it is kept: as it is, or as JSON writes it."""

import json
from collections.abc import Iterable


def spellings(text: str) -> set[str]:
    """The text, and its letters as JSON escapes them."""
    return {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}


def stands_in(kept: bytes, texts: Iterable[str]) -> bool:
    """Whether one of the texts stands in these bytes, in whatever spelling."""
    return any(spelling.encode() in kept for text in texts for spelling in spellings(text))
