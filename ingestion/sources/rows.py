"""A row as a document: its name and its bytes."""

import html
from collections.abc import Mapping

LONGEST_NAME = 150


def named(title: str, format: str) -> str:
    """What the document of a row is called: no folder, and the ending of its format."""
    return f"{title.replace('/', ' ').strip()[:LONGEST_NAME]}.{format}"


def written(title: str, text: str, format: str) -> bytes:
    """The title and the text, as a file of the format (txt, md or html)."""
    head = {"md": f"# {title}", "html": f"<h1>{html.escape(title)}</h1>"}.get(format, title)
    return f"{head}\n\n{text}\n".encode("utf-8", "replace")


def in_full(row: Mapping[str, str]) -> str:
    """All columns that aren't empty, a line each."""
    return "\n".join(f"{name}: {value}" for name, value in row.items() if value.strip())
