"""RTF and ODT: pandoc (without rights to read anything else) turns them into HTML, which is then read as such."""

from ingestion.reading import archives
from ingestion.reading.errors import Damaged, ReaderMissing
from ingestion.reading.pagination import paginate
from ingestion.reading.source import Source, Telling
from ingestion.reading.web_pages import parsed, web_pieces, web_properties

NAMES = {"application/rtf": "rtf", "application/vnd.oasis.opendocument.text": "odt"}
PACKED = {"odt"}


def read(source: Source) -> Telling:
    """The document in pages of a fair length."""
    kind = NAMES[source.media_type]
    if kind in PACKED:
        archives.check(source.path, most_bytes=source.limits.output_bytes)
    root = parsed(converted(source, kind).encode())
    yield web_properties(root)
    yield from paginate(web_pieces(root))


def converted(source: Source, kind: str) -> str:
    """The document as HTML. Raises Damaged."""
    import pypandoc

    try:
        return str(
            pypandoc.convert_file(
                str(source.path), "html", format=kind, extra_args=["--standalone", "--sandbox", "--wrap=none", "--quiet"]
            )
        )
    except RuntimeError as error:
        raise Damaged(detail="pandoc") from error
    except OSError as error:
        raise ReaderMissing("pandoc, which is needed for RTF and ODT, is not installed.") from error
