"""What became of the things in a drive since a point in time: told by Graph's delta, of which the last word on a thing counts.

https://learn.microsoft.com/graph/api/driveitem-delta
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from ingestion.sources.graph.drives import NOT_IT, pages
from ingestion.sources.web.api import Api, Refused
from ingestion.sources.web.asking import NoAnswer

EXPIRED = (404, 410)
"""How a link is refused that is too old, or leads to a library that was made anew: then all is listed again."""


@dataclass(frozen=True)
class File:
    """A file as it is now. `folder` is the id of the one that it lies in."""

    name: str
    folder: str
    size: int
    revision: str
    url: str


@dataclass
class Changes:
    """Files by id, None for what is gone; `whole`: this is all there is, not only what changed. `link` asks for what comes next."""

    whole: bool
    files: dict[str, File | None] = field(default_factory=dict)
    folders: dict[str, tuple[str, str]] = field(default_factory=dict)
    link: str = ""

    @property
    def moves_folders(self) -> bool:
        """Whether folders may have moved or got another name. The root, of which each answer speaks, can't."""
        return not self.whole and any(parent for _, parent in self.folders.values())

    def hear(self, each: Mapping[str, Any]) -> None:
        """Take in one thing: file, folder, or gone."""
        key, parent = str(each["id"]), each.get("parentReference") or {}
        self.files.pop(key, None)
        if "deleted" in each:
            self.files[key] = None
        elif "root" in each:
            self.folders[key] = ("", "")
        elif "folder" in each:
            self.folders[key] = (str(each["name"]), str(parent["id"]))
        elif "file" in each:
            self.files[key] = File(
                str(each["name"]), str(parent["id"]), int(each.get("size", 0)), _revision(each), str(each.get("webUrl", ""))
            )


def changes(api: Api, drive: str, link: str) -> Changes:
    """What changed since the link was given; everything without a link, or if it is too old. Raises NoAnswer."""
    try:
        return _heard(api, link or f"{api.address}/drives/{drive}/root/delta", whole=not link)
    except Refused as error:
        if not link or error.status not in EXPIRED:
            raise
    return changes(api, drive, "")


@dataclass
class Paths:
    """Where folders lie, from what the delta told of them; the server is asked once for each that it didn't mention."""

    api: Api
    drive: str
    folders: Mapping[str, tuple[str, str]]
    _known: dict[str, str] = field(default_factory=dict)

    def of(self, folder: str) -> str:
        """The path of a folder, below the drive and without a slash at its ends. Raises NoAnswer."""
        if folder not in self._known:
            self._known[folder] = ""  # so that a folder that is said to lie in itself has an end
            self._known[folder] = self._found(folder)
        return self._known[folder]

    def _found(self, folder: str) -> str:
        if folder not in self.folders:
            return _path(self.api.json(f"{self.api.address}/drives/{self.drive}/items/{quote(folder, safe='!')}"))
        name, parent = self.folders[folder]
        return f"{self.of(parent)}/{name}".strip("/") if parent else ""


def _heard(api: Api, url: str, *, whole: bool) -> Changes:
    found = Changes(whole)
    for page in pages(api, url):
        try:
            for each in page["value"]:
                found.hear(each)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise NoAnswer(NOT_IT) from error
        found.link = str(page.get("@odata.deltaLink", ""))
    if not found.link:
        raise NoAnswer(NOT_IT)
    return found


def _revision(each: Mapping[str, Any]) -> str:
    """What changes with the content: a hash of it where there is one."""
    hashes = each["file"].get("hashes") or {}
    return str(hashes.get("quickXorHash") or hashes.get("sha256Hash") or each.get("eTag") or each.get("lastModifiedDateTime"))[:200]


def _path(given: Mapping[str, Any]) -> str:
    """The path of a folder that was asked for by its id: what follows the root in that of its parent, and its name."""
    if "root" in given:
        return ""
    above = str((given.get("parentReference") or {}).get("path", "")).partition("root:")[2]
    return f"{unquote(above)}/{given.get('name', '')}".strip("/")
