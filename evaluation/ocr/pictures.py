"""Pictures whose text is known, as test collections lay them out: the text stands beside the picture under its name."""

import re
from dataclasses import dataclass
from pathlib import Path

KINDS = {".png", ".jpg", ".jpeg", ".tif", ".tiff"}
TEXTS = (".gt.txt", ".gold.txt", ".txt")
PLACED = re.compile(r"^(?:\d+,){8}(.*)$")
"""A line of a receipt: four corners, then what stands there."""


class NoPictures(Exception):
    """There is nothing to measure; `str(error)` is fit to show."""


@dataclass(frozen=True)
class Picture:
    """A picture and what stands on it. `ordered` is whether the text has a reading order (of receipts only the words are known)."""

    path: Path
    text: str
    ordered: bool


@dataclass(frozen=True)
class Pictures:
    """One folder of them."""

    name: str
    pictures: tuple[Picture, ...]


def pictures(folder: Path, most: int = 0) -> list[Pictures]:
    """The pictures of a folder, or of each folder in it; at most so many of each, spread evenly (0: all). Raises NoPictures."""
    folders = [folder, *sorted(path for path in folder.glob("*") if path.is_dir())]
    found = [Pictures(place.name, tuple(spread(inside, most))) for place in folders if (inside := known(place))]
    if not found:
        raise NoPictures(f"{folder} holds no pictures with a text beside them (NAME.png with NAME.gt.txt or NAME.txt).")
    return found


def known(folder: Path) -> list[Picture]:
    """The pictures of one folder that have a text."""
    paths = sorted(path for path in folder.glob("*") if path.suffix.lower() in KINDS)
    return [picture(path, text) for path in paths if (text := text_beside(path))]


def text_beside(path: Path) -> Path | None:
    """The file with the picture's text."""
    return next((text for ending in TEXTS if (text := path.with_suffix(ending)).is_file()), None)


def picture(path: Path, text: Path) -> Picture:
    """The picture with its text read."""
    lines = text.read_text(encoding="utf-8", errors="replace").splitlines()
    placed = [PLACED.match(line) for line in lines if line.strip()]
    if placed and all(placed):
        return Picture(path, "\n".join(match[1] for match in placed if match), ordered=False)
    return Picture(path, "\n".join(lines), ordered=not path.with_suffix(".key.json").is_file())


def spread(found: list[Picture], most: int) -> list[Picture]:
    """At most so many, taken evenly from the whole."""
    if not most or len(found) <= most:
        return found
    return [found[round(place * (len(found) - 1) / max(1, most - 1))] for place in range(most)]
