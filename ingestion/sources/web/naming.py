"""What is worth keeping of a website, and what its documents are called."""

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "application/pdf": ".pdf",
    "application/rtf": ".rtf",
    "application/epub+zip": ".epub",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
"""The media types that are kept, and how a document of each is called at its end."""
PAGES = ("text/html", "application/xhtml+xml")


def name(url: str, media_type: str) -> str:
    """The path of the document: host and path of the address, with the ending of its type."""
    parts = urlsplit(url)
    path = unquote(parts.path, errors="replace")
    path += "index" if path.endswith("/") else ""
    query = f" ({unquote(parts.query, errors='replace').replace('/', ' ')})" if parts.query else ""
    ending, suffix = TYPES.get(media_type, ""), PurePosixPath(path).suffix
    if suffix and suffix.lower() in (ending, ".htm"):
        return f"{parts.netloc}{path.removesuffix(suffix)}{query}{suffix}"
    return f"{parts.netloc}{path}{query}{ending}"
