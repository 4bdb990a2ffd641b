"""Media types in the words that people have for them."""

OFFICE = "application/vnd.openxmlformats-officedocument."
WORDS = {
    "application/pdf": "PDF",
    OFFICE + "wordprocessingml.document": "Word document",
    OFFICE + "presentationml.presentation": "PowerPoint presentation",
    OFFICE + "spreadsheetml.sheet": "Excel workbook",
    "application/vnd.oasis.opendocument.text": "OpenDocument text",
    "application/rtf": "Rich text",
    "application/epub+zip": "E-book (EPUB)",
    "application/vnd.ms-outlook": "Outlook e-mail",
    "message/rfc822": "E-mail",
    "text/html": "Web page",
    "text/markdown": "Markdown",
    "text/csv": "Table (CSV)",
    "text/tab-separated-values": "Table (TSV)",
    "text/plain": "Text",
    "text/xml": "XML",
    "application/json": "JSON",
    "application/sql": "SQL dump",
    "image/png": "Image (PNG)",
    "image/jpeg": "Image (JPEG)",
    "image/tiff": "Image (TIFF)",
    "image/bmp": "Image (BMP)",
    "image/webp": "Image (WebP)",
    "image/gif": "Image (GIF)",
    "application/zip": "Archive (ZIP)",
    "application/x-tar": "Archive (TAR)",
    "application/gzip": "Packed file (GZIP)",
    "application/x-bzip2": "Packed file (BZIP2)",
    "application/x-xz": "Packed file (XZ)",
}


def kind(media_type: str) -> str:
    """The name of a media type; unknown ones stay as they are."""
    return WORDS.get(media_type, media_type)
