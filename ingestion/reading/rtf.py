r"""Rich text as pandoc reads it rightly.

A character beyond ASCII is written \u8217? with a stand-in for old programs. pandoc takes the stand-in and one character more
for it, unless it is written as a code (\'92): "€12" became "€2". So the stand-ins are taken out beforehand.
"""

import re
from collections.abc import Iterator

TOKEN = re.compile(rb"\\uc(\d{1,4}) ?|\\u(-?\d{1,6}) ?|\\bin(\d{1,9}) ?|[{}]|\\[^a-z]")
SECOND_HALF = re.compile(rb"\\u(-[89]\d{3}) ?")
STAND_IN = re.compile(rb"[\r\n]*(?:\\'[0-9a-fA-F]{2}|\\[a-z]+-?\d* ?|\\[^a-z]|[^{}\\\r\n])")


def without_stand_ins(data: bytes) -> bytes:
    """The same text, each of its characters said once."""
    return b"".join(parts(data))


def parts(data: bytes) -> Iterator[bytes]:
    """The text in parts. How long stand-ins are (one character by default) holds for the group in which it is said."""
    lengths, at = [1], 0
    while match := TOKEN.search(data, at):
        yield data[at : match.start()]
        at = match.end()
        if match[1]:
            lengths[-1] = int(match[1])
        elif match[2]:
            code, at = int(match[2]) & 0xFFFF, after_stand_ins(data, at, lengths[-1])
            if 0xD800 <= code < 0xDC00 and (other := SECOND_HALF.match(data, at)):
                code = 0x10000 + (code - 0xD800) * 0x400 + (int(other[1]) + 0x10000 - 0xDC00)
                at = after_stand_ins(data, other.end(), lengths[-1])
            yield rb"\uc0\u%d " % code if code < 0x10000 else chr(code).encode()
        else:
            at += int(match[3] or 0)
            regroup(lengths, match.group())
            yield data[match.start() : at]
    yield data[at:]


def after_stand_ins(data: bytes, at: int, count: int) -> int:
    """The place behind as many stand-ins, which end with their group in any case."""
    for _ in range(count):
        if not (match := STAND_IN.match(data, at)):
            break
        at = match.end()
    return at


def regroup(lengths: list[int], token: bytes) -> None:
    """Open or close a group."""
    if token == b"{":
        lengths.append(lengths[-1])
    elif token == b"}" and len(lengths) > 1:
        lengths.pop()
