"""Markdown, through unstructured (by way of HTML); raw HTML in it gets no more say than in a web page."""

import re

from ingestion.reading.decoding import text_of
from ingestion.reading.pagination import paginate
from ingestion.reading.source import Properties, Source, Telling
from ingestion.reading.web_pages import iso_date, parsed, web_pieces

FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)\n---\s*\n", re.DOTALL)
FIELD = re.compile(r"^(title|author|date|lang)\s*:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE | re.IGNORECASE)
EXTENSIONS = ["tables", "fenced_code", "footnotes", "sane_lists", "def_list"]


def read(source: Source) -> Telling:
    """The text under its headings; front matter tells the properties."""
    import markdown

    text = text_of(source.path.read_bytes())
    matter = FRONT_MATTER.match(text)
    yield properties(matter[1] if matter else "")
    body = text[matter.end() :] if matter else text
    yield from paginate(web_pieces(parsed(markdown.markdown(body, extensions=EXTENSIONS).encode())))


def properties(matter: str) -> Properties:
    """Title, author, date and language as the front matter has them."""
    said = {name.lower(): value for name, value in FIELD.findall(matter)}
    return Properties(said.get("title", ""), said.get("author", ""), iso_date(said.get("date", "")), said.get("lang", "")[:2])
