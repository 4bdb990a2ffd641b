"""RTF and ODT: pandoc (without rights to read anything else) turns them into HTML, which is then read as such."""

from dataclasses import replace
from typing import Any

from ingestion.reading import archives, open_document
from ingestion.reading.errors import Damaged, ReaderMissing
from ingestion.reading.pagination import paginate
from ingestion.reading.rtf import without_stand_ins
from ingestion.reading.source import Properties, Source, Telling
from ingestion.reading.web_pages import parsed, web_pieces, web_properties

NAMES = {"application/rtf": "rtf", "application/vnd.oasis.opendocument.text": "odt"}
PACKED = {"odt"}


def read(source: Source) -> Telling:
    """The document in pages of a fair length."""
    kind = NAMES[source.media_type]
    if kind in PACKED:
        archives.check(source.path, most_bytes=source.limits.output_bytes)
    root = parsed(converted(source, kind).encode())
    yield properties(root)
    if kind in PACKED:
        yield open_document.properties(source.path)
    yield from paginate(web_pieces(root))


def properties(root: Any) -> Properties:
    """What the document says of itself. Its title is on the page too; that of the web page may be only the file's name."""
    own = root.find_class("title")
    return replace(web_properties(root), title=own[0].text_content() if own else "")


def converted(source: Source, kind: str) -> str:
    """The document as HTML. Raises Damaged."""
    import pypandoc

    data = source.path.read_bytes() if kind in PACKED else without_stand_ins(source.path.read_bytes())
    try:
        return str(
            pypandoc.convert_text(data, "html", format=kind, extra_args=["--standalone", "--sandbox", "--wrap=none", "--quiet"])
        )
    except RuntimeError as error:
        raise Damaged(detail="pandoc") from error
    except OSError as error:
        raise ReaderMissing("pandoc, which is needed for RTF and ODT, is not installed.") from error
