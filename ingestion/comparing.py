"""What changed between two versions of a document, page by page and word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "added", "removed"]
WORD = re.compile(r"\s+|\w+|[^\w\s]")
# Word by word only as far as that is quick; what is longer is compared line by line.
MOST_WORDS = 3000
CONTEXT = 200


@dataclass(frozen=True)
class Part:
    """A stretch of text that is in both versions, only in the new one, or only in the old one."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Compared:
    """One page. `parts` are in reading order; a page that only one version has is all added or all removed."""

    number: int
    parts: tuple[Part, ...]

    @property
    def changed(self) -> bool:
        """Whether anything differs."""
        return any(part.kind != "same" for part in self.parts)


def compare(number: int, old: str | None, new: str | None) -> Compared:
    """Compare one page; None where a version has no such page."""
    if old is None or new is None:
        return Compared(number, (Part("added", new or ""),) if old is None else (Part("removed", old),))
    return Compared(number, tuple(_shortened(list(_parts(old, new)))))


def _parts(old: str, new: str) -> Iterator[Part]:
    for kind, left, right in _differences(_cut(old, new)[0], _cut(old, new)[1]):
        if kind == "equal":
            yield Part("same", "".join(left))
        else:
            yield from [Part("removed", "".join(left))] if left else []
            yield from [Part("added", "".join(right))] if right else []


def _differences(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, left, left_end, right, right_end in matcher.get_opcodes():
        yield kind, old[left:left_end], new[right:right_end]


def _cut(old: str, new: str) -> tuple[list[str], list[str]]:
    words = WORD.findall(old), WORD.findall(new)
    return words if max(map(len, words)) <= MOST_WORDS else (old.splitlines(keepends=True), new.splitlines(keepends=True))


def _shortened(parts: list[Part]) -> Iterator[Part]:
    """Long stretches without a change are cut in the middle."""
    for part in parts:
        if part.kind == "same" and len(part.text) > 2 * CONTEXT + 20:
            yield Part("same", f"{part.text[:CONTEXT]} … {part.text[-CONTEXT:]}")
        else:
            yield part
