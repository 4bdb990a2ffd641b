"""The re-ranker's settings."""

from dataclasses import dataclass
from pathlib import Path

TEI, COHERE = DIALECTS = ("tei", "cohere")


@dataclass(frozen=True)
class RerankConf:
    """Which re-ranker, how many of the best passages it gets, and how long a search waits for it.

    With a `url` the model runs there, and `model` is its name; else `model` is a folder or name to load here. Neither: the one
    that was trained here and adopted, where the folder `adopted` names one, or none.
    """

    url: str
    api_key: str
    model: str
    dialect: str
    local: bool
    passages: int
    seconds: float
    adopted: Path
