"""All collections of one folder, and their aliases.

FOLDER/lock                     held by the one process that owns the folder
FOLDER/aliases.json             alias → collection
FOLDER/collections/NAME/        one collection
FOLDER/collections/.NAME.…      one that was being made or removed when the process stopped: swept at the next start
"""

import fcntl
import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from qdrant_client import models

from retrieval.vectors import room
from retrieval.vectors.collection import Collection
from retrieval.vectors.durable import move, write
from retrieval.vectors.refusals import Refused

NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,199}")


class FolderUnusable(Exception):
    """The folder can't be served; the message says why and what to do."""


class Store:
    """What the process serves. Make it only in the process that goes on to serve it: it does not survive a fork."""

    def __init__(self, folder: Path) -> None:
        self._lock = _locked(folder)
        self.folder, self._aliases_file = folder / "collections", folder / "aliases.json"
        self.folder.mkdir(exist_ok=True)
        for leftover in self.folder.glob(".*"):
            shutil.rmtree(leftover)
        self.collections = {path.name: _loaded(path) for path in sorted(self.folder.iterdir())}
        self.aliases = _aliases(self._aliases_file)

    def collection(self, name: str) -> Collection:
        """The collection of this name or alias."""
        found = self.collections.get(self.aliases.get(name, name))
        if found is None:
            raise Refused(404, f"Not found: Collection `{name}` doesn't exist!")
        return found

    def create(self, name: str, made: models.CreateCollection) -> None:
        """Make a collection: laid out aside, then moved into place, so that half a collection never shows."""
        self.check_free(name)
        room.check(self.folder)
        draft = self.folder / f".{name}.new"
        shutil.rmtree(draft, ignore_errors=True)
        try:
            Collection.make(draft, made)
        except Refused:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        move(draft, self.folder / name)
        self.collections[name] = Collection.load(self.folder / name)

    def delete(self, name: str) -> bool:
        """Remove a collection and its aliases; False if there is none."""
        collection = self.collections.pop(name, None)
        if collection is None:
            return False
        self._keep({alias: target for alias, target in self.aliases.items() if target != name})
        collection.close()
        gone = self.folder / f".{name}.gone"
        move(self.folder / name, gone)
        shutil.rmtree(gone)
        return True

    def change_aliases(self, actions: Iterable[Any]) -> None:
        """Apply all actions or none."""
        aliases = dict(self.aliases)
        for action in actions:
            self._change(aliases, action)
        self._keep(aliases)

    def close(self) -> None:
        """Write everything down and let go of the folder."""
        for collection in self.collections.values():
            collection.close()
        self._lock.close()

    def _change(self, aliases: dict[str, str], action: Any) -> None:
        if isinstance(action, models.CreateAliasOperation):
            alias, target = action.create_alias.alias_name, action.create_alias.collection_name
            self._check_target(alias, target)
            aliases[alias] = target
        elif isinstance(action, models.DeleteAliasOperation):
            aliases.pop(action.delete_alias.alias_name, None)
        else:
            old, new = action.rename_alias.old_alias_name, action.rename_alias.new_alias_name
            if old not in aliases:
                raise Refused(404, f"Not found: Alias `{old}` doesn't exist!")
            self._check_target(new, aliases[old])
            aliases[new] = aliases.pop(old)

    def _check_target(self, alias: str, target: str) -> None:
        _check_name(alias)
        if alias in self.collections:
            raise Refused(409, f"Wrong input: Collection `{alias}` already exists!")
        if target not in self.collections:
            raise Refused(404, f"Not found: Collection `{target}` doesn't exist!")

    def aside(self, name: str, what: str) -> Path:
        """An empty folder for something of this collection that is gone at the next start at the latest."""
        _check_name(name)
        room.check(self.folder)
        found = self.folder / f".{name}.{what}"
        shutil.rmtree(found, ignore_errors=True)
        found.mkdir()
        return found

    def check_free(self, name: str) -> None:
        """Refuse a name that is taken, or can't be one."""
        _check_name(name)
        if name in self.collections or name in self.aliases:
            raise Refused(409, f"Wrong input: Collection `{name}` already exists!")

    def _keep(self, aliases: dict[str, str]) -> None:
        if aliases != self.aliases:
            write(self._aliases_file, json.dumps(aliases).encode())
            self.aliases = aliases


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise Refused(
            422, "Validation error: a name has 1 to 200 letters, digits, underscores, hyphens and dots, and no dot at its start"
        )


def _locked(folder: Path) -> IO[str]:
    """The engine locks each collection too, but only after it has begun to read it, and with a message for its own authors."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (folder / "lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise FolderUnusable(f"Another process is using {folder}. Stop it first, or choose another folder.") from None
    except OSError as error:
        raise FolderUnusable(f"{folder} can't be used: {error.strerror}.") from None
    return lock


def _loaded(folder: Path) -> Collection:
    try:
        return Collection.load(folder)
    except (Refused, OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise FolderUnusable(
            f"The collection in {folder} is damaged ({reason}). Put a backup back, or move it away and let the index be built anew."
        ) from error


def _aliases(path: Path) -> dict[str, str]:
    try:
        return dict(json.loads(path.read_bytes())) if path.exists() else {}
    except ValueError:
        raise FolderUnusable(
            f"{path} is damaged. Put a backup back, or write into it which alias stands for which collection."
        ) from None
