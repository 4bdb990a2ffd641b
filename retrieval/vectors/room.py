"""Nothing is written on a disk that is nearly full: the engine may come out of a write that broke off there with damage."""

import shutil
from pathlib import Path

from retrieval.vectors.refusals import Refused

KEPT = 64 * 1024**2
"""Two segments of the engine's log. Deleting is let through: it makes room in the end."""


def check(folder: Path) -> None:
    """Refuse in Qdrant's own words if there is too little room for another write."""
    if shutil.disk_usage(folder).free < KEPT:
        raise Refused(500, "Service internal error: No space left on device: less is free than the engine's log may need")
