"""Other texts for the lines of a page: what stands between them stays, and every range moves along."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from ingestion.reading.messages import Block, Line, PageRead, Word

Moved = list[tuple[Line, Line]]
WORD = re.compile(r"\S+")


def with_texts(page: PageRead, texts: Sequence[str]) -> PageRead:
    """The page with these texts on its lines, in the same order; a line without any text goes."""
    text, at = "", 0
    moved: Moved = []
    for line, said in zip(page.lines, texts, strict=True):
        if said:
            text += page.text[at : line.start] if moved else ""
            moved.append((line, line._replace(start=len(text), end=len(text) + len(said))))
            text += said
        at = line.end
    blocks = tuple(block for old in page.blocks if (block := moved_block(old, moved)))
    words = tuple(word for old, new in moved for word in moved_words(page, old, text[new.start : new.end], new.start))
    return replace(page, text=text, lines=tuple(new for _, new in moved), blocks=blocks, words=words)


def moved_block(block: Block, moved: Moved) -> Block | None:
    """The block around the lines that are left of it."""
    inside = [new for old, new in moved if block.start <= old.start < block.end]
    return replace(block, start=inside[0].start, end=inside[-1].end) if inside else None


def moved_words(page: PageRead, line: Line, said: str, start: int) -> Iterator[Word]:
    """The words of a line that are still there, at their new places. Of what a person wrote nobody needs to know how sure it is."""
    old = [word for word in page.words if line.start <= word.start < line.end]
    new = list(WORD.finditer(said))
    same = SequenceMatcher(None, [page.text[word.start : word.end] for word in old], [word[0] for word in new], autojunk=False)
    for here, there, count in same.get_matching_blocks():
        for word, place in zip(old[here : here + count], new[there : there + count], strict=True):
            yield word._replace(start=start + place.start(), end=start + place.end())
