"""Text layers that are no language: fonts without a mapping to Unicode, letters shifted, UTF-8 taken for something else."""

import re
import string
import unicodedata

UNMAPPED = 0.3
MOJIBAKE = re.compile("[ÃÂ][\u0080-\u00bf]|â€|[ÐÑ][\u0080-\u00bf]{1,2}")
CHARACTERS_FOR_ONE = 200
LEAST_WORDS, LEAST_LETTERS = 20, 150
POOR, BETTER = 0.5, 0.2
COMMON = set("aeinorst")
ENOUGH_COMMON = 0.5
"""In European languages eight letters make up more than half of a text; where letters are shifted, about a third."""
AROUND = string.punctuation + "“”‘’«»„…–—•·"
INSIDE = re.compile(r"[-'’/.&]")
NUMBER = re.compile(r"[\d.,:;%/()€$£+\-–]+")


def is_garbled(text: str) -> bool:
    """Whether a text is probably not what stands on the page."""
    odd = sum(unicodedata.category(character) in {"Co", "Cn", "Cc", "Cs"} or character == "\ufffd" for character in text)
    if odd > UNMAPPED * len(text):
        return True
    if (wrong := len(MOJIBAKE.findall(text))) >= 3 and wrong * CHARACTERS_FOR_ONE > len(text):
        return True
    return len(text.split()) >= LEAST_WORDS and likeness(text) < POOR


def is_better(recognised: str, layer: str) -> bool:
    """Whether recognition is to be believed instead of a garbled layer."""
    return len(MOJIBAKE.findall(layer)) >= 3 or likeness(recognised) >= likeness(layer) + BETTER


def likeness(text: str) -> float:
    """How much a text looks like language, 0 to 1: the share of its words that are built like words, of letters that are common."""
    words = text.split()
    shaped = sum(map(is_shaped_like_a_word, words)) / len(words) if words else 0.0
    return shaped * min(1.0, common_letters(text) / ENOUGH_COMMON)


def is_shaped_like_a_word(token: str) -> bool:
    """Letters of one case but for the first, or a number; letters without case are taken as they are."""
    bare = "".join(character for character in token.strip(AROUND) if not unicodedata.category(character).startswith("M"))
    if not any(map(str.isalnum, bare)) or NUMBER.fullmatch(bare):
        return True
    return all(part.isalpha() and one_case(part) for part in INSIDE.split(bare) if part)


def one_case(part: str) -> bool:
    """Lower, upper, or a capital and then lower."""
    return part.lower() == part.upper() or part.isupper() or part[1:].islower() or part.islower()


def common_letters(text: str) -> float:
    """The share of the eight commonest letters among Latin ones; of few letters, or of another script, nothing can be said."""
    letters = [character for character in text.lower() if character.isalpha()]
    latin = [letter for letter in letters if letter in string.ascii_lowercase]
    if len(latin) < LEAST_LETTERS or 2 * len(latin) < len(letters):
        return 1.0
    return sum(letter in COMMON for letter in latin) / len(latin)
