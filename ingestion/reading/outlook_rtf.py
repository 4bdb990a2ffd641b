"""Message text that Outlook keeps as compressed RTF (MS-OXRTFCP), for messages that have no other."""

import struct

PRESET = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArial"
    b"Times New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
WINDOW = 4096
COMPRESSED, PLAIN = b"LZFu", b"MELA"
HEADER = 16


def html_from(data: bytes) -> bytes:
    """The text as HTML, by pandoc; empty if there is none."""
    rtf = decompressed(data)
    if not rtf:
        return b""
    import pypandoc

    return str(
        pypandoc.convert_text(rtf.decode("latin-1"), "html", format="rtf", extra_args=["--sandbox", "--wrap=none", "--quiet"])
    ).encode()


def decompressed(data: bytes) -> bytes:
    """The RTF itself. The window starts with what most messages start with."""
    if len(data) <= HEADER:
        return b""
    size, kind = struct.unpack("<4xI4s", data[:12])
    body = data[HEADER:]
    return body[:size] if kind == PLAIN else unpacked(body, size) if kind == COMPRESSED else b""


def unpacked(body: bytes, size: int) -> bytes:
    """LZ77 with runs of eight tokens: a set bit is a reference into the window, a clear one a byte."""
    window, place, out = bytearray(PRESET.ljust(WINDOW, b"\0")), len(PRESET), bytearray()
    at = 0
    while at < len(body) and len(out) < size:
        flags, at = body[at], at + 1
        for bit in range(8):
            if at >= len(body):
                break
            if not flags >> bit & 1:
                token, at = body[at : at + 1], at + 1
            else:
                offset, length = body[at] << 4 | body[at + 1] >> 4, (body[at + 1] & 15) + 2
                at += 2
                if offset == place:
                    return bytes(out[:size])
                token = referred(window, place, offset, length)
            for value in token:
                window[place] = value
                place = (place + 1) % WINDOW
            out += token
    return bytes(out[:size])


def referred(window: bytearray, place: int, offset: int, length: int) -> bytes:
    """What a reference stands for; it may reach into what it writes itself."""
    ahead = (place - offset) % WINDOW or WINDOW
    start = [window[(offset + step) % WINDOW] for step in range(min(length, ahead))]
    return bytes(start[step % len(start)] for step in range(length))
