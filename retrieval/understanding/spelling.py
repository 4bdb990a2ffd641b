"""Words that nothing in the Scope has: looked for as the words of the index that they are most probably misspelt from.

The index itself is asked, for all spellings at once that differ by one letter, within the Scope and checked by the database: so a
correction never tells of a word in a document that the asker may not read, and no list of words has to be kept up or forgotten.
Of codes only the marks between their parts may differ: HR-12/4 for HR12/4, never HR-12/5.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Set
from itertools import product
from string import ascii_lowercase

from retrieval import embedding, sparse

SHORTEST, LONGEST = 5, 24
MOST = 3
MARKS = ("", "-", "/", ".")
MOST_VARIANTS = 256
_RUN = re.compile(r"[^\W_]+(?:[-‐‑./_@&+:][^\W_]+)*")
_PARTS = re.compile(r"\d+|[^\W\d_]+")
Holding = Callable[[sparse.Sparse], Iterable[str]]
"""The texts in the Scope that have one of these terms."""


def unseen(question: str, terms: Set[str]) -> list[str]:
    """The words that may be misspelt: neither a passage that was looked at nor the embedding model knows them."""
    words = dict.fromkeys(sparse.fold(run) for run in _RUN.findall(question))
    return [word for word in words if _may_be_misspelt(word) and terms.isdisjoint(sparse.terms(word)[:1])][:MOST]


def correction(word: str, holding: Holding) -> str:
    """The word of the index that this one is misspelt from, the most frequent of several; "" if it is there, or none is near."""
    if any(True for _ in holding(sparse.any_of(sparse.terms(word)[:1]))):
        return ""
    near, found = variants(word), Counter[str]()
    for text in holding(sparse.any_of(term for variant in near for term in sparse.terms(variant)[:1])):
        found.update({sparse.fold(run) for run in _RUN.findall(text)} & near)
    return max(found, key=lambda each: (found[each], each), default="")


def replaced(question: str, word: str, right: str) -> str:
    """The question with the right word where the wrong one stood."""
    return _RUN.sub(lambda run: right if sparse.fold(run[0]) == word else run[0], question)


def variants(word: str) -> set[str]:
    """The spellings that a word may be meant for."""
    return set(_marked(word) if any(map(str.isdigit, word)) else _one_edit(word)) - {word}


def _may_be_misspelt(word: str) -> bool:
    if any(map(str.isdigit, word)):
        return len(_PARTS.findall(word)) > 1 and len(word) <= LONGEST
    return word.isalpha() and SHORTEST <= len(word) <= LONGEST and bool(sparse.terms(word)) and not _is_common(word)


def _is_common(word: str) -> bool:
    """Whether the embedding model has the word, or what it is a form of, as one token: then it is hardly misspelt."""
    model = embedding.configured()
    return model.is_here and any(model.count_tokens(each) == 1 for each in (word, *sparse.terms(word)))


def _one_edit(word: str) -> Iterator[str]:
    """With one letter left out, doubled up, changed or swapped with the next; the first letter stays."""
    for at in range(1, len(word) + 1):
        before, after = word[:at], word[at:]
        yield from (before + letter + after for letter in ascii_lowercase)
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in ascii_lowercase)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def _marked(code: str) -> Iterator[str]:
    """With other marks, or none, between letters and numbers."""
    parts = _PARTS.findall(code)
    ways = product(MARKS, repeat=len(parts) - 1)
    for marks, _ in zip(ways, range(MOST_VARIANTS), strict=False):
        yield parts[0] + "".join(mark + part for mark, part in zip(marks, parts[1:], strict=True))
