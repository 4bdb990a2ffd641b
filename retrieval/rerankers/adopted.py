"""The re-ranker that was trained here and adopted: a folder in the data folder, and a file beside it that names it.

It counts where the settings name none. The file is read at each search, so that workers take up what is adopted, and let go of
what is dropped, without a restart.
"""

import os
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from retrieval.rerankers.conf import RerankConf
from retrieval.rerankers.described import ABOUT, WEIGHTS, is_one

NAMED = "adopted"


def in_use() -> RerankConf:
    """The re-ranker that searches ask now: that of the settings, or else the adopted one."""
    conf: RerankConf = settings.RETRIEVAL.rerank
    there = None if conf.url or conf.model else adopted()
    return replace(conf, model=str(there)) if there else conf


def adopted() -> Path | None:
    """Where the adopted one lies; None where none is."""
    place = _place()
    try:
        name = (place / NAMED).read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return place / name if name and is_one(place / name) else None


def adopt(folder: Path) -> Path:
    """Have searches ask the one in this folder from now on, from a copy where it lies elsewhere. Raises OSError.

    Workers keep what they have loaded by its name: a copy's own is made of its weights.
    """
    place = _place()
    place.mkdir(parents=True, exist_ok=True)
    own = folder if folder.resolve().parent == place.resolve() else place / f"{folder.name}-{_digest(folder)}"
    if not own.exists():
        shutil.copytree(folder, own)
    beside = place / f"{NAMED}.part"
    beside.write_text(f"{own.name}\n", encoding="utf-8")
    os.replace(beside, place / NAMED)
    return own


def drop() -> bool:
    """Have searches do without it; False where none was adopted. Its folder stays."""
    place = _place()
    there = adopted() is not None
    (place / NAMED).unlink(missing_ok=True)
    return there


def _digest(folder: Path) -> str:
    return sha256((folder / WEIGHTS).read_bytes() + (folder / ABOUT).read_bytes()).hexdigest()[:12]


def _place() -> Path:
    return Path(settings.RETRIEVAL.rerank.adopted)
