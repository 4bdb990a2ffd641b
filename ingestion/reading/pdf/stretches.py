"""The text of a page as pdfium counts it: lines, each with its place in the whole."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pypdfium2 import PdfTextPage

HYPHENS = {"\ufffe", "\x02"}
ENDS = re.compile("\r\n|\r|\n|\x02|\ufffe")


class Stretch(NamedTuple):
    """Text up to the end of a line; `start` in UTF-16 units, as pdfium counts. `wide`: some characters take two of them."""

    start: int
    text: str
    hyphen: bool
    wide: bool

    def units(self, place: int) -> int:
        """Where a character of the text is for pdfium."""
        return self.start + (len(self.text[:place].encode("utf-16-le")) // 2 if self.wide else place)


def stretches(textpage: PdfTextPage) -> Iterator[Stretch]:
    """The lines of the page's text that say anything."""
    text = textpage.get_text_range()
    wide = not text.isascii() and max(text) > "\uffff"
    position = start = 0
    for match in ENDS.finditer(text + "\n"):
        part = text[position : match.start()]
        if part.strip():
            yield Stretch(start, part, match.group() in HYPHENS, wide)
        end = match.end()
        start += len(text[position:end].encode("utf-16-le")) // 2 if wide else min(end, len(text)) - position
        position = end
