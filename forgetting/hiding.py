"""Taking a person out of texts that stay: every spelling becomes one word that says that something was removed."""

import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from forgetting.naming import ESCAPED, fold, occurrences, unescaped

REMOVED = "[REMOVED]"


@dataclass(frozen=True)
class Hidden:
    """What is to be hidden: folded spellings, or something that knows them again, and how many words they have, the most first.

    Where the spellings themselves are known, `spelled`, texts without them are told at once.
    """

    known: Container[str]
    lengths: Sequence[int]
    spelled: Sequence[str] = field(default=(), repr=False)

    def __bool__(self) -> bool:
        return bool(self.lengths)


def hidden(spellings: Sequence[str]) -> Hidden:
    """These spellings."""
    folded = frozenset(filter(None, map(fold, spellings)))
    return Hidden(folded, sorted({len(each.split()) for each in folded}, reverse=True), sorted(folded))


def stretches(text: str, what: Hidden) -> list[tuple[int, int]]:
    """Where spellings stand, as [start, end) in order, none over another; the longest counts."""
    nothing = not what or (what.spelled and not occurrences(text, what.spelled))
    words = [] if nothing else list(words_of(text))
    found, at = [], 0
    while at < len(words):
        size = next((size for size in what.lengths if _joined(words[at : at + size], size) in what.known), 0)
        if size:
            found.append((words[at][1], words[at + size - 1][2]))
        at += size or 1
    return found


def hide(text: str, what: Hidden, *, most: int | None = None) -> str:
    """The text without them, cut to `most` characters."""
    pieces, at = [], 0
    for start, end in stretches(text, what):
        pieces += [text[at:start], REMOVED]
        at = end
    return "".join([*pieces, text[at:]])[:most]


def hide_all(value: Any, what: Hidden) -> Any:
    """The same for every text in a JSON value."""
    if isinstance(value, str):
        return hide(value, what)
    if isinstance(value, list):
        return [hide_all(each, what) for each in value]
    return {key: hide_all(each, what) for key, each in value.items()} if isinstance(value, dict) else value


def _joined(words: Sequence[tuple[str, int, int]], size: int) -> str:
    return " ".join(word for word, _, _ in words) if len(words) == size else ""


def words_of(text: str) -> Iterator[tuple[str, int, int]]:
    """The words that `fold` makes of a text, each with the place where it stands in it."""
    word, start, end = "", 0, 0
    for letter, place, after in _letters(text):
        for part in unicodedata.normalize("NFKD", letter.casefold()):
            if part.isalnum():
                start = start if word else place
                word, end = word + part, after
            elif unicodedata.combining(part):
                end = after if word else end
            elif word:
                yield word, start, end
                word = ""
    if word:
        yield word, start, end


def _letters(text: str) -> Iterator[tuple[str, int, int]]:
    """Each letter with the place [start, end) where it stands, percent-encoded ones as what they stand for."""
    at = 0
    for escaped in ESCAPED.finditer(text):
        yield from ((text[place], place, place + 1) for place in range(at, escaped.start()))
        letters, at = unescaped(escaped[0]), escaped.start()
        for letter in letters:
            after = at + (1 if letters == escaped[0] else len("%00") * len(letter.encode()))
            yield letter, at, after
            at = after
    yield from ((text[place], place, place + 1) for place in range(at, len(text)))
