"""Abbreviations that a document explains: “acceptable use policy (AUP)”. Whoever asks for one form is asking for both.

What they stand for is read from passages that a first look at the question found, so it comes from nowhere that the asker may
not read, and nothing has to be kept up or forgotten.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from retrieval import sparse

LONGEST = 8
_SHORT = r"[A-ZÄÖÜ][A-ZÄÖÜ0-9&]{1,7}"
_ASKED = re.compile(rf"(?<![\w-]){_SHORT}(?![\w-])")
_BRACKETED = re.compile(rf"\((?P<short>{_SHORT})\)")
REACH = 120


def explained(texts: Iterable[str]) -> dict[str, str]:
    """What abbreviations stand for, by the texts; the first explanation counts."""
    found: dict[str, str] = {}
    for text in texts:
        for match in _BRACKETED.finditer(text):
            if long := _spelt_out(_before(text, match.start()), match["short"]):
                found.setdefault(match["short"], long)
    return found


def both_forms(question: str, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each form that the question has alone, with the other one."""
    plain = sparse.plain(question)
    asked = set(_ASKED.findall(question))
    for short, long in known.items():
        has_long = re.search(rf"\b{re.escape(sparse.plain(long))}\b", plain)
        if short in asked and not has_long:
            yield short, long
        elif has_long and short not in asked:
            yield long, short


def _before(text: str, at: int) -> str:
    """The last words before a place, those of the same sentence or list."""
    words = re.split(r"[.;:!?()]", text[max(0, at - REACH) : at])[-1].split()
    return " ".join(words[-LONGEST:])


def _spelt_out(before: str, short: str) -> str:
    """The last words before the bracket that have the abbreviation's letters in order, its first one at the start of a word.

    As Schwartz and Hearst (2003), A Simple Algorithm for Identifying Abbreviation Definitions in Biomedical Text, find them.
    """
    at = len(before)
    for left, letter in reversed(list(enumerate(short.replace("&", "").casefold()))):
        at -= 1
        while at >= 0 and not (before[at].casefold() == letter and (left or at == 0 or not before[at - 1].isalnum())):
            at -= 1
    long = before[at:] if at >= 0 else ""
    return long if len(short) < len(long) and len(long.split()) <= min(len(short) + 5, 2 * len(short)) else ""
