"""What a file really is: its content decides, its name is a hint between kinds of text."""

import re
from collections.abc import Callable
from pathlib import Path, PurePath

from ingestion.reading.containers import ole_kind, zip_kind
from ingestion.reading.errors import EmptyFile, NotWhatItsNameSays, UnknownFormat

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."

FORMATS = {
    "application/pdf": "pdf",
    OFFICE + "wordprocessingml.document": "docx",
    OFFICE + "presentationml.presentation": "pptx",
    OFFICE + "spreadsheetml.sheet": "xlsx",
    OPEN + "text": "pandoc",
    "application/rtf": "pandoc",
    "application/epub+zip": "epub",
    "application/vnd.ms-outlook": "msg",
    "message/rfc822": "eml",
    "text/html": "html",
    "text/markdown": "markdown",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "text/plain": "text",
    "text/xml": "xml",
    "application/json": "json",
    "application/sql": "sql",
    "image/png": "image",
    "image/jpeg": "image",
    "image/tiff": "image",
    "image/bmp": "image",
    "image/webp": "image",
    "image/gif": "image",
    "application/zip": "archive",
    "application/x-tar": "archive",
    "application/gzip": "archive",
    "application/x-bzip2": "archive",
    "application/x-xz": "archive",
}
"""The reader (a module of `formats`) of each media type."""

BY_EXTENSION = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".tab": "text/tab-separated-values",
    ".xml": "text/xml",
    ".json": "application/json",
    ".jsonl": "application/json",
    ".ndjson": "application/json",
    ".sql": "application/sql",
    ".eml": "message/rfc822",
    ".txt": "text/plain",
}
BINARY_EXTENSIONS = {
    ".pdf",
    ".docx",
    ".pptx",
    ".xlsx",
    ".odt",
    ".rtf",
    ".epub",
    ".msg",
    ".png",
    ".jpg",
    ".jpeg",
    ".tif",
    ".tiff",
    ".bmp",
    ".webp",
    ".gif",
}

SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"II+\0", "image/tiff"),
    (b"GIF8", "image/gif"),
    (b"{\\rtf", "application/rtf"),
    (b"\x1f\x8b\x08", "application/gzip"),
    *((b"BZh%d1AY&SY" % level, "application/x-bzip2") for level in range(1, 10)),
    (b"\xfd7zXZ\0", "application/x-xz"),
)
OTHER_ARCHIVES = ((b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!\x1a\x07", "RAR"))
PLACED = {
    "image/webp": ((0, b"RIFF"), (8, b"WEBP")),
    "image/bmp": ((0, b"BM"), (6, b"\0\0\0\0")),
    "application/x-tar": ((257, b"ustar"),),
}
"""Signatures that stand in several places, or not at the beginning."""
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\0asm", b"dex\n")
HEAD = 1 << 16
MAIL_HEADER = re.compile(
    rb"^(from|to|subject|date|message-id|received|mime-version|return-path|delivered-to|content-type|reply-to|cc):", re.I | re.M
)
MAIL_HEADERS = 3
BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


def recognise_kind(path: Path, name: str) -> str:
    """The media type by which the file will be read. Raises EmptyFile, UnknownFormat, NotWhatItsNameSays, Encrypted, Damaged."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise EmptyFile
    extension = PurePath(name).suffix.lower()
    return by_signature(path, head, extension) or by_text(head, extension)


def by_signature(path: Path, head: bytes, extension: str) -> str:
    """The kind of a file with a signature; empty if it has none that we know."""
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return zip_kind(path, extension)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return ole_kind(path)
    if kind := next((kind for kind, marks in PLACED.items() if all(head[at:].startswith(mark) for at, mark in marks)), ""):
        return kind
    refuse_programs(head, extension)
    refuse_archives(head)
    return next((kind for signature, kind in SIGNATURES if head.startswith(signature)), "")


def refuse_programs(head: bytes, extension: str) -> None:
    """A program is never a document; one that is called a document was meant to deceive somebody."""
    if not head.startswith(PROGRAMS) or looks_like_text(head):
        return
    if extension in BINARY_EXTENSIONS or extension in BY_EXTENSION:
        raise NotWhatItsNameSays(f"The file is called a {extension.lstrip('.').upper()} file, but it is a program.")
    raise UnknownFormat("The file is a program, not a document.")


def refuse_archives(head: bytes) -> None:
    """Archives that nothing here opens."""
    for signature, name in OTHER_ARCHIVES:
        if head.startswith(signature):
            raise UnknownFormat(f"The file is an archive of the kind {name}, which cannot be opened here.")


def by_text(head: bytes, extension: str) -> str:
    """The kind of a text. Raises UnknownFormat or NotWhatItsNameSays for what is no text at all."""
    if not looks_like_text(head):
        refuse_binary(head, extension)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:4096]
    for kind, fits in LOOKS.items():
        if fits(start):
            return kind
    return BY_EXTENSION.get(extension, "text/plain")


def looks_like_text(head: bytes) -> bool:
    """No NULs (but for UTF-16 and UTF-32 with their mark) and hardly any control characters."""
    if head.startswith(BOMS) or looks_like_utf16(head):
        return True
    control = sum(head.count(code) for code in range(32) if code not in {9, 10, 12, 13, 27})
    return control <= len(head) // 100


def looks_like_utf16(head: bytes) -> bool:
    """Mostly Latin text in UTF-16 without a mark: every second byte is NUL, and hardly any other."""
    halves = [half.count(0) / max(1, len(half)) for half in (head[0:2000:2], head[1:2000:2])]
    return len(head) > 8 and max(halves) > 0.7 and min(halves) < 0.05


def refuse_binary(head: bytes, extension: str) -> None:
    """Say what it is, as far as that is known."""
    if extension in BINARY_EXTENSIONS:
        raise NotWhatItsNameSays(
            f"The file is called a {extension.lstrip('.').upper()} file, but its content is something else, or damaged."
        )
    raise UnknownFormat(f"This kind of file ({known}) cannot be read." if (known := puremagic_name(head)) else "")


def puremagic_name(head: bytes) -> str:
    """What puremagic calls it; empty if it has no idea."""
    import puremagic

    try:
        matches = puremagic.magic_string(head)
    except puremagic.PureError:
        return ""
    return str(matches[0].name) if matches else ""


def is_html(start: bytes) -> bool:
    """Begins like a web page, after comments and an XML declaration."""
    return bool(re.match(rb"(<\?xml[^>]*>|<!--.*?-->|\s)*<(!doctype\s+html|html|head|body)\b", start, re.I | re.S))


def is_mail(start: bytes) -> bool:
    """Begins with the headers of an e-mail."""
    headers = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    return len({name.lower() for name in MAIL_HEADER.findall(headers)}) >= MAIL_HEADERS and bool(
        re.match(rb"(>?From |[\w-]+:)", start)
    )


LOOKS: dict[str, Callable[[bytes], bool]] = {
    "text/html": is_html,
    "text/xml": lambda start: start.startswith(b"<?xml"),
    "message/rfc822": is_mail,
}
