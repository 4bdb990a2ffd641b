"""The live version of the index as a folder, and back: `collection.snapshot` as Qdrant packs it, `index.json` with what made it.

What is restored goes into a collection of its own beside the live one, is held against the database and mended there, and takes
the other's place by one row in SQL. Whatever ends it before, the live index stays; what is left over is removed by the next try.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from qdrant_client import models

from retrieval import carrying, chunkers, qdrant, verifying, versions
from retrieval.errors import CheckIndexSettings, NotNow, UseAnotherSnapshot
from retrieval.models import IndexVersion
from retrieval.verifying import Finding
from retrieval.versions import RECIPE, State

ABOUT, POINTS = "index.json", "collection.snapshot"
DAMAGED = "{} is damaged, or no snapshot of an index. The live index is as it was."
FOREIGN = (
    "{} is of an index that this database doesn't know: another model, another number of dimensions, another way of counting "
    "words or of cutting documents. The live index is as it was. `manage.py index build` makes one from the database."
)


def take(folder: Path) -> IndexVersion:
    """Write the live version into a folder that isn't there yet; it shows when it is whole. Raises RetrievalError and OSError."""
    live = versions.live()
    if live is None:
        raise NotNow("There is no index yet.")
    if folder.exists():
        raise NotNow(f"{folder} is there already. Name a folder that isn't.")
    with _draft(folder) as draft:
        known = {name: getattr(live, name) for name in ("name", "model", *RECIPE)}
        known["sha256"] = carrying.download(live.name, draft / POINTS)
        (draft / ABOUT).write_text(json.dumps(known), encoding="utf-8")
        draft.rename(folder)
    return live


def restore(folder: Path) -> tuple[IndexVersion, list[Finding]]:
    """Let a snapshot take its version's place; returns that version, and what had changed in the database since and was mended, or
    couldn't be.

    Raises RetrievalError: UseAnotherSnapshot if it is damaged or foreign, and the index is untouched then.
    """
    version = _version(folder, _about(folder))
    before, after = version.name, f"{versions.alias()}-{uuid4().hex[:12]}"
    _clear()
    version.name = after
    try:
        _fill(version, folder)
        mended = list(verifying.mended(verifying.beside(version)))
        _put_in_place(version, before)
    finally:
        _clear()  # the one before, or this one where it didn't come to its place
    if version.state == State.LIVE:
        qdrant.switch(version.name)
    return version, [*mended, *verifying.mended(verifying.examine())]  # what was written meanwhile


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    draft = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _about(folder: Path) -> dict[str, Any]:
    try:
        known = json.loads((folder / ABOUT).read_bytes())
        if carrying.digest(folder / POINTS) != known["sha256"]:
            raise UseAnotherSnapshot(DAMAGED.format(folder))
        known = {"chunker": chunkers.UNNAMED, **known}
        return {name: known[name] for name in RECIPE}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UseAnotherSnapshot(DAMAGED.format(folder)) from error


def _version(folder: Path, known: dict[str, Any]) -> IndexVersion:
    whole = versions.made_like(known).filter(state__in=(State.LIVE, State.READY, State.KEPT)).first()
    if whole is None:
        raise UseAnotherSnapshot(FOREIGN.format(folder))
    versions.model(whole)
    return whole


def _fill(version: IndexVersion, folder: Path) -> None:
    """What the database says the vectors are is held against what came."""
    try:
        carrying.upload(version.name, folder / POINTS)
    except CheckIndexSettings as error:
        raise UseAnotherSnapshot(DAMAGED.format(folder)) from error
    with qdrant.speaking():
        vectors = qdrant.client().get_collection(version.name).config.params.vectors
        dense = vectors.get("dense") if isinstance(vectors, dict) else None
        if not isinstance(dense, models.VectorParams) or dense.size != version.dimensions:
            raise UseAnotherSnapshot(FOREIGN.format(folder))
    qdrant.index_payload(version.name)


def _put_in_place(version: IndexVersion, before: str) -> None:
    if not versions.every().filter(pk=version.pk, name=before).update(name=version.name):
        raise NotNow("The versions of the index were changed meanwhile. Try again.")


def _clear() -> None:
    """Remove what belongs to no version: by what the database says, so that nothing that is searched can go."""
    for stray in verifying.strays():
        qdrant.drop_collection(stray)
