"""HTML as its reader would see it: what is hidden, scripts and comments are taken out before anything is read."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from lxml import html

from ingestion.reading.decoding import encoding_in
from ingestion.reading.elements import partition, pieces
from ingestion.reading.errors import Damaged
from ingestion.reading.pagination import Piece
from ingestion.reading.source import Properties
from ingestion.reading.spans import write_out

NEVER_SHOWN = "script|style|noscript|template|iframe|object|embed|svg|canvas|audio|video|map|dialog|datalist"
HIDDEN_STYLE = re.compile(
    r"(display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?!\.?[1-9])|opacity\s*:\s*0(?!\.?[1-9])\b)", re.IGNORECASE
)
CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
TOO_DEEP = "ERR_RESOURCE_LIMIT"
"""What libxml2 says when it stops at its limit of depth: all that follows would be missing."""
DATE_NAMES = (
    "article:modified_time",
    "dcterms.modified",
    "last-modified",
    "article:published_time",
    "dcterms.created",
    "dc.date",
    "date",
)


def parsed(data: bytes) -> Any:
    """The tree of a page, without what nobody sees. Raises Damaged."""
    text = DECLARATION.sub("", decoded(data))
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=False)
    root = html.document_fromstring(text if text.strip() else "<p></p>", parser=parser)
    if any(entry.type_name == TOO_DEEP for entry in parser.error_log):
        raise Damaged("The parts of the page lie too deep in one another to be read.")
    for element in [each for each in root.iter() if isinstance(each.tag, str) and is_hidden(each)]:
        if element.getparent() is not None:
            element.drop_tree()
    return root


def decoded(data: bytes) -> str:
    """By the page's own word where that works, otherwise by its looks."""
    declared = CHARSET.search(data[:4096])
    for encoding in [declared[1].decode("ascii", "ignore")] if declared else []:
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            break
    return data.decode(encoding_in(data), "replace")


def is_hidden(element: Any) -> bool:
    """Whether a browser would not show it."""
    if re.fullmatch(NEVER_SHOWN, element.tag.lower()) or element.get("hidden") is not None:
        return True
    return bool(HIDDEN_STYLE.search(element.get("style", ""))) or (element.tag == "input" and element.get("type") == "hidden")


def web_pieces(root: Any) -> Iterator[Piece]:
    """The blocks of a page, through unstructured."""
    write_out(root)
    yield from pieces(partition("html", text=html.tostring(root, encoding="unicode")))


def web_properties(root: Any) -> Properties:
    """Title, author, date and language from the head."""
    named = {
        str(each.get("name") or each.get("property") or each.get("http-equiv") or "").lower(): each.get("content", "")
        for each in root.iter("meta")
    }
    title = root.findtext(".//title") or named.get("og:title", "")
    author = named.get("author", "") or named.get("dc.creator", "")
    dated = next((day for name in DATE_NAMES if (day := iso_date(named.get(name, "")))), None)
    return Properties(" ".join(title.split()), author, dated, str(root.get("lang") or "").lower()[:2])


def iso_date(text: str) -> date | None:
    """The day at the beginning of an ISO date, if it is one."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
