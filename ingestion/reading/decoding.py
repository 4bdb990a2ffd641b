"""Finds the encoding of a text file."""

import codecs
from pathlib import Path

SAMPLE = 1 << 20
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LAST_RESORT = "cp1252"


def encoding_of(path: Path) -> str:
    """Name of the encoding by which the file reads best."""
    with path.open("rb") as file:
        return encoding_in(file.read(SAMPLE))


def encoding_in(sample: bytes) -> str:
    """The same for a sample of bytes, which may end within a character."""
    for bom, name in BOMS:
        if sample.startswith(bom):
            return name
    if is_utf8(sample):
        return "utf-8"
    from charset_normalizer import from_bytes

    best = from_bytes(sample[: 1 << 16]).best()
    return best.encoding if best else LAST_RESORT


def is_utf8(sample: bytes) -> bool:
    """Whether it is valid UTF-8 up to a character that the sample's end may have cut."""
    if b"\0" in sample[:1000]:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=False)
    except UnicodeDecodeError:
        return False
    return True


def text_of(data: bytes) -> str:
    """Bytes as text, whatever their encoding; what cannot be decoded is replaced."""
    return data.decode(encoding_in(data), "replace")
