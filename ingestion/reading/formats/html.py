"""Web pages saved as a file."""

from ingestion.reading.pagination import paginate
from ingestion.reading.source import Source, Telling
from ingestion.reading.web_pages import parsed, web_pieces, web_properties


def read(source: Source) -> Telling:
    """What a browser would show of it, in pages of a fair length."""
    root = parsed(source.path.read_bytes())
    yield web_properties(root)
    yield from paginate(web_pieces(root))
