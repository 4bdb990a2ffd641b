"""The numbers in a text, however they are written: "4,850", "4850" and "4 850" are one; so are "two" and "2".

"One" is left out: it is mostly no number.
"""

import re
from decimal import Decimal
from functools import lru_cache

_NUMBER = re.compile(r"(?<![\w.,])[+-]?\d+(?:[.,  ’']\d{3})*(?:[.,]\d+)?(?![\d])")
_GROUPING = re.compile(r"[,.  ’'](?=\d{3}(?!\d))")
_WORDS = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
WORDS = {word: str(value) for value, word in enumerate(_WORDS, 2)}
_WORD = re.compile(rf"\b({'|'.join(WORDS)})\b", re.IGNORECASE)


@lru_cache(maxsize=2048)
def of(text: str) -> frozenset[str]:
    """Every number in digits or in words up to twenty, in one spelling."""
    digits = {_spelling(match[0]) for match in _NUMBER.finditer(text)}
    return frozenset(digits | {WORDS[match[0].lower()] for match in _WORD.finditer(text)})


def _spelling(number: str) -> str:
    """Without signs and grouping; a decimal comma becomes a point, closing zeros after it go."""
    bare = _GROUPING.sub("", number.lstrip("+-")).replace(",", ".")
    whole, _, fraction = bare.partition(".")
    whole, fraction = f"{Decimal(whole or 0):f}", fraction.rstrip("0")  # int() refuses thousands of digits
    return f"{whole}.{fraction}" if fraction else whole
