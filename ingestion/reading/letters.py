"""Letters that printing or a wrong encoding has changed, as people type and search them."""

import re
import unicodedata

LETTERS = re.compile("[\ufb00-\ufb06\ufb13-\ufb17\ufb50-\ufdc7\ufdf0-\ufdfb\ufe70-\ufefc\u0132\u0133]")
"""Ligatures and the printed forms of Arabic letters."""
BYTES = "\u0080-\u00bf\u20ac\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u2122"
"""What the bytes from 80 to BF are in Western European."""
DECODED_WRONGLY = re.compile(f"\u00c3[{BYTES}]|\u00c2[\u00a0-\u00bf]|\u00e2\u20ac[{BYTES}]")


def mended(text: str) -> str:
    """The text with plain letters for ligatures, and with UTF-8 that was taken for Western European as it was meant."""
    return DECODED_WRONGLY.sub(decoded_rightly, LETTERS.sub(plain_letters, text))


def plain_letters(found: re.Match[str]) -> str:
    """Letters for a ligature or another form that only printing knows."""
    return unicodedata.normalize("NFKC", found.group())


def decoded_rightly(found: re.Match[str]) -> str:
    """UTF-8 that a program once took for Western European, as it was meant."""
    try:
        return b"".join(character.encode("latin-1" if character < "\u0100" else "cp1252") for character in found.group()).decode()
    except UnicodeError:
        return found.group()
