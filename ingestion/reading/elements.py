"""Through unstructured: its elements become our pieces of pages.

unstructured guesses titles and narrative text from spaCy's tags. We only believe what the file itself says (styles, tags,
placeholders), so spaCy gets its blank English, which loads in no time, instead of a model; and torch, which spaCy would
import on sight, is hidden from it: it costs two seconds and 300 MB for nothing.
"""

import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

from ingestion.reading.pagination import Piece
from ingestion.reading.tables import rows_of

BOLD_HEADING = 4
LONGEST_HEADING = 120
BULLET = "• "
SILENT = {"PageNumber", "PageBreak"}


def partition(kind: str, **arguments: Any) -> list[Any]:
    """The elements that unstructured finds in a file of that kind."""
    return list(getattr(load(kind), f"partition_{kind}")(languages=[""], **arguments))


def load(kind: str) -> ModuleType:
    """unstructured's module for files of that kind."""
    _prepare()
    return import_module(f"unstructured.partition.{kind}")


@cache
def _prepare() -> None:
    sys.modules.setdefault("torch", None)  # type: ignore[arg-type]
    import spacy
    from unstructured.nlp import tokenize

    def blank() -> Any:
        language = spacy.blank("en")
        language.add_pipe("sentencizer")
        return language

    tokenize._load_spacy_model = blank


def pieces(elements: Iterable[Any], *, guessed_below: int = 99) -> Iterator[Piece]:
    """Our pieces for its elements. Titles from depth `guessed_below` on are guesses of unstructured, not told by the file."""
    seen: set[str] = set()
    for element in elements:
        name = type(element).__name__
        if name in {"Header", "Footer"} and element.text in seen:
            continue
        seen.add(element.text if name in {"Header", "Footer"} else "")
        if name not in SILENT:
            yield _piece(element, name, guessed_below)


def _piece(element: Any, name: str, guessed_below: int) -> Piece:
    depth = element.metadata.category_depth or 0
    if name == "Table" and element.metadata.text_as_html:
        rows, header_rows = rows_of(element.metadata.text_as_html)
        return Piece("table", level=header_rows, rows=rows)
    if name == "Title" and depth < guessed_below:
        return Piece("heading", element.text, depth + 1)
    if name == "ListItem":
        return Piece("list", bulleted(element.text))
    if is_bold_line(element):
        return Piece("heading", element.text, BOLD_HEADING)
    return Piece("code" if name == "CodeSnippet" else "caption" if name == "FigureCaption" else "paragraph", element.text)


def bulleted(text: str) -> str:
    """A list item as it is shown: with its own number or mark, else with ours."""
    head = text.split(maxsplit=1)[0] if text.strip() else ""
    own = head[:1] in "•-–*◦▪" or (len(head) <= 5 and head[-1:] in {".", ")"} and any(map(str.isalnum, head)))
    return text if own and head else BULLET + text


def is_bold_line(element: Any) -> bool:
    """A short paragraph wholly in bold: what people write who don't use heading styles."""
    bold = element.metadata.emphasized_text_contents or []
    tags = element.metadata.emphasized_text_tags or []
    text = element.text.strip()
    short = 2 < len(text) <= LONGEST_HEADING and not text.endswith((".", ",", ";", ":"))
    return short and set(tags) <= {"b"} and "".join("".join(bold).split()) == "".join(text.split())
