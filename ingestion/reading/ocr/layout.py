"""Puts recognised words together: lines with exact character ranges and boxes, paragraphs parted by a blank line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from ingestion.reading.messages import Block, Line
from ingestion.reading.messages import Word as PlacedWord
from ingestion.reading.ocr.tesseract import Word
from ingestion.reading.page_text import clean

PARTED = re.compile(r"[^\W\d_][-‐¬]$")


@dataclass(frozen=True)
class Laid:
    """The text of an image with its lines, paragraphs and words."""

    text: str
    lines: tuple[Line, ...]
    blocks: tuple[Block, ...]
    words: tuple[PlacedWord, ...]


def lay_out(words: list[Word], width: int, height: int) -> Laid:
    """Text, lines and blocks of the words of one image of that size in pixels."""
    text = ""
    lines: list[Line] = []
    blocks: list[Block] = []
    placed: list[PlacedWord] = []
    for _, paragraph in groupby(words, key=lambda word: word.line[:2]):
        text += "\n\n" if text else ""
        start = len(text)
        for position, (_, line) in enumerate(groupby(paragraph, key=lambda word: word.line)):
            words_of_line = list(line)
            if position and is_parted(text, words_of_line[0].text):
                text = text[:-1]
                lines[-1] = lines[-1]._replace(end=len(text))
                placed[-1] = placed[-1]._replace(end=len(text))
            else:
                text += "\n" if position else ""
            placed += place(words_of_line, len(text), width, height)
            text, box = add_line(text, words_of_line, width, height)
            lines.append(box)
        blocks.append(Block("paragraph", start, len(text)))
    return Laid(text, tuple(lines), tuple(blocks), tuple(placed))


def is_parted(text: str, word: str) -> bool:
    """Whether a word was parted at the end of the line: a hyphen after a letter, and a small letter to go on with."""
    return bool(PARTED.search(text)) and word[:1].islower()


def place(words: list[Word], start: int, width: int, height: int) -> Iterator[PlacedWord]:
    """Where the words of one line stand, in the text and on the page."""
    for word in words:
        end = start + len(clean(word.text))
        sides = (word.left / width, word.top / height, word.right / width, word.bottom / height)
        yield PlacedWord(start, end, round(100 * word.confidence), *(round(10_000 * side) for side in sides))
        start = end + 1


def add_line(text: str, words: list[Word], width: int, height: int) -> tuple[str, Line]:
    """The text with one more line, and where that line stands."""
    start = len(text)
    text += " ".join(clean(word.text) for word in words)
    box = (
        min(word.left for word in words) / width,
        min(word.top for word in words) / height,
        max(word.right for word in words) / width,
        max(word.bottom for word in words) / height,
    )
    return text, Line(start, len(text), *(round(value, 5) for value in box))
