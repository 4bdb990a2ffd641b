"""What a font says of its letters: bold, slanted, all of one width. Names tell more than flags, which many programs leave at 0."""

import ctypes
import re
from functools import lru_cache
from typing import NamedTuple

import pypdfium2.raw as pdfium
from pypdfium2 import PdfTextPage

LONGEST_NAME = 80
BOLD_WEIGHT = 600
FIXED_PITCH, ITALIC, FORCE_BOLD = 1, 1 << 6, 1 << 18
BOLD = re.compile(r"bold|black|heavy|demi\b|semib|bx\d+$|cmssbx|-bd\b|,bd", re.IGNORECASE)
SLANTED = re.compile(r"ital|obliq|slant|cmti|cmsl|-it\b", re.IGNORECASE)
MONOSPACED = re.compile(
    r"mono|courier|consol|typewriter|cmtt|cmsltt|menlo|inconsolata|fixed|sourcecode|firacode|lucidacon", re.IGNORECASE
)


class Face(NamedTuple):
    """How letters look."""

    bold: bool = False
    italic: bool = False
    mono: bool = False


PLAIN = Face()


class Faces:
    """The faces of the characters of one page, each font asked once."""

    def __init__(self, textpage: PdfTextPage) -> None:
        self._textpage = textpage.raw
        self._known: dict[int, Face] = {}

    def at(self, index: int) -> Face:
        """The face of one character; plain for one that pdfium has put in."""
        drawn = pdfium.FPDFText_GetTextObject(self._textpage, index)
        font = pdfium.FPDFTextObj_GetFont(drawn) if drawn else None
        if not font:
            return PLAIN
        key = ctypes.addressof(font.contents)
        if key not in self._known:
            self._known[key] = self._asked(index)
        return self._known[key]

    def _asked(self, index: int) -> Face:
        name, flags = ctypes.create_string_buffer(LONGEST_NAME), ctypes.c_int()
        pdfium.FPDFText_GetFontInfo(self._textpage, index, name, LONGEST_NAME, flags)
        return _face(name.value, flags.value, pdfium.FPDFText_GetFontWeight(self._textpage, index) >= BOLD_WEIGHT)


@lru_cache(maxsize=1000)
def _face(name: bytes, flags: int, is_heavy: bool) -> Face:
    said = name.decode("utf-8", "replace")
    return Face(
        bold=is_heavy or bool(flags & FORCE_BOLD) or bool(BOLD.search(said)),
        italic=bool(flags & ITALIC) or bool(SLANTED.search(said)),
        mono=bool(flags & FIXED_PITCH) or bool(MONOSPACED.search(said)),
    )
