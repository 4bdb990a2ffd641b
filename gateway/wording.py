"""Which words of a text carry meaning: their stems, and numbers as they stand."""

import re
from functools import lru_cache
from pathlib import Path

import Stemmer

WORD = re.compile(r"[^\W_]+")
COMMON = frozenset(Path(__file__).with_name("common_words.txt").read_text(encoding="utf-8").split())


def words(text: str) -> list[str]:
    """Stems in the order of the text, without the words that every sentence has."""
    return [_stem(word) for word in WORD.findall(text.lower()) if word not in COMMON]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(Stemmer.Stemmer("english").stemWord(word))
