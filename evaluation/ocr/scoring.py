"""Error rates between what stands on a picture and what was read."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from evaluation.ocr.pictures import Picture

MENDED = re.compile(r"(?<=\w)-\s*\n\s*(?=[a-zß-ÿ])")
PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "—": "-", "–": "-", "ſ": "s"})


@dataclass(frozen=True)
class Errors:
    """Wrong ones among the characters and words of a known text. `characters` is 0 where the order of the text isn't known."""

    wrong_characters: int
    characters: int
    wrong_words: int
    words: int


def score(picture: Picture, read: str) -> Errors:
    """How much of one picture was misread.

    With a reading order: edit distances over characters and words. Without: what is missing or too much among the words,
    whichever is more (the position-independent word error rate).
    """
    known, found = comparable(picture.text), comparable(read)
    if not picture.ordered:
        known_words, found_words = bag(known), bag(found)
        matched = (known_words & found_words).total()
        return Errors(0, 0, max(known_words.total(), found_words.total()) - matched, known_words.total())
    words = known.split()
    return Errors(Levenshtein.distance(known, found), len(known), Levenshtein.distance(words, found.split()), len(words))


def rates(errors: Iterable[Errors]) -> tuple[float | None, float]:
    """Character and word error rate over all of them together."""
    each = list(errors)
    characters, words = sum(one.characters for one in each), sum(one.words for one in each)
    wrong = sum(one.wrong_words for one in each) / max(1, words)
    return sum(one.wrong_characters for one in each) / characters if characters else None, wrong


def comparable(text: str) -> str:
    """Without what no reader would miss: line ends, words parted at them, and the shapes of quotes and dashes."""
    return " ".join(MENDED.sub("", text).translate(PLAIN).split())


def bag(text: str) -> Counter[str]:
    """How often each word occurs."""
    return Counter(re.findall(r"\w+", text.lower()))
