"""What a document is called in its collection: the path within the folder it came from, fit for any screen and any database."""

import hashlib
import re
import unicodedata
from collections.abc import Container
from pathlib import PurePosixPath

LONGEST = 500
UNNAMED = "Unnamed"
DRIVE = re.compile(r"^[A-Za-z]:(?=[/\\])")
# Characters that turn the direction of the text around them: with these "fdp.exe" can be made to look like "exe.pdf".
TURNING = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def tidy(name: str) -> str:
    """The name as it is kept: NFC, `/` between folders, no control characters, no way up or out, at most 500 characters."""
    return _shortened(path(name) or UNNAMED)


def path(name: str) -> str:
    """The same, however long it is, and empty if nothing is left of it."""
    plain = DRIVE.sub("", _readable(name)).replace("\\", "/")
    parts = [part.strip() for part in plain.split("/")]
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def inside(parent: str, name: str, *, taken: Container[str] = ()) -> str:
    """The name of a file that came inside another, with its folders there; numbered if that name is taken."""
    return numbered(tidy(f"{parent}/{tidy(name)}"), taken=taken)


def numbered(name: str, *, taken: Container[str]) -> str:
    """The name, or the first of “name (2)”, “name (3)” … that is free."""
    path, wanted, number = PurePosixPath(name), name, 1
    while wanted in taken:
        number += 1
        wanted = _shortened(str(path.with_name(f"{path.stem} ({number}){path.suffix}")))
    return wanted


def _readable(name: str) -> str:
    """Bytes that were no text in a file's name come in as lone surrogates, which no database takes."""
    whole = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    return "".join(char for char in whole if unicodedata.category(char) != "Cc" and char not in TURNING)


def _shortened(name: str) -> str:
    """Too long a name keeps its end, where the file's own name and type stand, and gets a mark of the whole."""
    if len(name) <= LONGEST:
        return name
    mark = hashlib.sha256(name.encode()).hexdigest()[:12]
    return f"{mark}…{name[-(LONGEST - len(mark) - 1) :]}".replace("…/", "…")
