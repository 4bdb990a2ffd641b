"""What a trained re-ranker's folder says of itself, and whether a folder is one: readable without loading anything."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

WEIGHTS = "weights.int8.safetensors"
ABOUT = "reranker.json"
FORMAT = 1


@dataclass(frozen=True)
class Described:
    """How its scores are used: `weight` times a score is added to the search's own. `longest` is in tokens, question included."""

    weight: float
    longest: int
    format: int = FORMAT


def is_one(folder: Path) -> bool:
    """Whether a trained re-ranker in eight bits lies here."""
    return (folder / ABOUT).is_file() and (folder / WEIGHTS).is_file()


def described(folder: Path) -> Described:
    """What it says. Raises OSError or ValueError where that can't be read, or is of another version of Footnote."""
    told = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise ValueError(f"{folder} is a re-ranker of another version of Footnote: train it again")
    return Described(float(told["weight"]), int(told["longest"]))


def write(folder: Path, what: Described) -> None:
    """Say it."""
    (folder / ABOUT).write_text(json.dumps(asdict(what), indent=1) + "\n", encoding="utf-8")
