"""Words of a Word file that nobody sees: formatted as hidden, in letters of hardly any size, or white on the white page."""

import re
import zipfile
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from lxml import etree

from ingestion.reading.office import W

TINY = 4
"""Half points."""
WHITE = re.compile("f[0-9a-f]f[0-9a-f]f[0-9a-f]", re.IGNORECASE)
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
STYLES = "word/styles.xml"
OFF = {"0", "false", "off"}
GROUNDS = (f"{W}tbl", f"{W}txbxContent")
"""What may have a colour of its own behind white words."""


def without_hidden(path: Path, parts: re.Pattern[str]) -> Path:
    """The file, or a copy in this process's own temporary folder without what nobody sees in the parts whose names match."""
    with zipfile.ZipFile(path) as archive:
        shaded = shaded_styles(archive.read(STYLES)) if STYLES in archive.namelist() else set()
        inside = filter(parts.fullmatch, archive.namelist())
        changed = {name: text for name in inside if (text := shown(archive.read(name), shaded))}
        if not changed:
            return path
        copy = Path(mkdtemp()) / "shown"
        with zipfile.ZipFile(copy, "w") as out:
            for name in archive.namelist():
                out.writestr(name, changed.get(name) or archive.read(name))
    return copy


def shown(xml: bytes, shaded: set[str]) -> bytes | None:
    """A part without its hidden runs; None if it has none. `shaded` are the styles that have a ground of their own."""
    if b"vanish" not in xml and b"w:sz" not in xml and b"w:color" not in xml:
        return None
    root = parsed(xml)
    if root is None:
        return None
    on_pictures = any(element.get("behindDoc") in {"1", "true"} for element in root.iter(f"{WP}anchor"))
    on_pictures = on_pictures or next(root.iter(f"{W}background", f"{W}pict"), None) is not None
    hidden = [run for run in root.iter(f"{W}r") if is_hidden(run, shaded, may_be_white=on_pictures)]
    for run in hidden:
        run.getparent().remove(run)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True) if hidden else None


def parsed(xml: bytes) -> Any:
    """The tree of a part; None of one that is no XML."""
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, recover=True))


def shaded_styles(xml: bytes) -> set[str]:
    """The styles that shade what is written in them."""
    root = parsed(xml)
    styles = [] if root is None else root.iter(f"{W}style")
    return {str(style.get(f"{W}styleId")) for style in styles if next(style.iter(f"{W}shd"), None) is not None}


def is_hidden(run: Any, shaded: set[str], *, may_be_white: bool) -> bool:
    """By its own formatting; what a style hides isn't known. Spaces are left: they part words."""
    looks = run.find(f"{W}rPr")
    if looks is None or not "".join(text.text or "" for text in run.iter(f"{W}t")).strip():
        return False
    vanish = looks.find(f"{W}vanish")
    if vanish is not None and vanish.get(f"{W}val") not in OFF:
        return True
    size = value(looks, "sz")
    if size.isdigit() and int(size) <= TINY:
        return True
    return not may_be_white and bool(WHITE.fullmatch(value(looks, "color"))) and is_on_paper(run, looks, shaded)


def is_on_paper(run: Any, looks: Any, shaded: set[str]) -> bool:
    """Whether nothing can give the words a ground of another colour."""
    if any(parent.tag in GROUNDS for parent in run.iterancestors()) or looks.find(f"{W}highlight") is not None:
        return False
    around = next((parent.find(f"{W}pPr") for parent in run.iterancestors(f"{W}p")), None)
    known = [each for each in (looks, around) if each is not None]
    if any(each.find(f"{W}shd") is not None for each in known):
        return False
    return not shaded & {value(each, name) for each in known for name in ("pStyle", "rStyle")}


def value(looks: Any, name: str) -> str:
    """What a property of a run or paragraph says; empty where it says nothing."""
    found = looks.find(f"{W}{name}")
    return "" if found is None else str(found.get(f"{W}val", ""))
