"""Text layers that are no language: fonts without a mapping to Unicode, letters shifted, UTF-8 taken for something else."""

import re
import string
import unicodedata
from functools import lru_cache

UNMAPPED = 0.3
MOJIBAKE = re.compile("[ÃÂ][\u0080-\u00bf]|â€|[ÐÑ][\u0080-\u00bf]{1,2}")
DECODED_WRONGLY = set("ÃÂâÐÑ")
CHARACTERS_FOR_ONE = 200
LEAST_WORDS, LEAST_LETTERS = 20, 150
POOR, BETTER = 0.5, 0.2
COMMON = set("aeinorst")
ENOUGH_COMMON = 0.5
"""In European languages eight letters make up more than half of a text; where letters are shifted, about a third."""
AROUND = string.punctuation + "“”‘’«»„…–—•·"
KNOWN_WORDS = 10_000
INSIDE = re.compile(r"[-'’/.&]")
NUMBER = re.compile(r"[\d.,:;%/()€$£+\-–]+")


def is_garbled(text: str) -> bool:
    """Whether a text is probably not what stands on the page."""
    characters = set(text)
    odd = sum(map(text.count, filter(is_odd, characters)))
    wrong = 0 if DECODED_WRONGLY.isdisjoint(characters) else len(MOJIBAKE.findall(text))
    if odd > UNMAPPED * len(text) or (wrong >= 3 and wrong * CHARACTERS_FOR_ONE > len(text)):
        return True
    return len(text.split()) >= LEAST_WORDS and likeness(text) < POOR


def is_odd(character: str) -> bool:
    """Whether it stands for no character that could be named."""
    return unicodedata.category(character) in {"Co", "Cn", "Cc", "Cs"} or character == "\ufffd"


def is_better(recognised: str, layer: str) -> bool:
    """Whether recognition is to be believed instead of a garbled layer."""
    return len(MOJIBAKE.findall(layer)) >= 3 or likeness(recognised) >= likeness(layer) + BETTER


def likeness(text: str) -> float:
    """How much a text looks like language, 0 to 1: the share of its words that are built like words, of letters that are common."""
    words = text.split()
    shaped = sum(map(is_shaped_like_a_word, words)) / len(words) if words else 0.0
    return shaped * min(1.0, common_letters(text) / ENOUGH_COMMON)


@lru_cache(maxsize=KNOWN_WORDS)
def is_shaped_like_a_word(token: str) -> bool:
    """Letters of one case but for the first, or a number; letters without case are taken as they are."""
    if token.isalpha() and token.isascii():
        return one_case(token)
    bare = token.strip(AROUND)
    if not bare.isascii():
        bare = "".join(character for character in bare if not unicodedata.category(character).startswith("M"))
    if bare.isalpha():
        return one_case(bare)
    if not any(map(str.isalnum, bare)) or NUMBER.fullmatch(bare):
        return True
    return all(part.isalpha() and one_case(part) for part in INSIDE.split(bare) if part)


def one_case(part: str) -> bool:
    """Lower, upper, or a capital and then lower."""
    return part.islower() or part[1:].islower() or part.isupper() or part.lower() == part.upper()


def common_letters(text: str) -> float:
    """The share of the eight commonest letters among Latin ones; of few letters, or of another script, nothing can be said."""
    small = text.lower()
    latin, letters = sum(map(small.count, string.ascii_lowercase)), sum(map(small.count, filter(str.isalpha, set(small))))
    if latin < LEAST_LETTERS or 2 * latin < letters:
        return 1.0
    return sum(map(small.count, COMMON)) / latin
