"""The re-ranker's settings."""

from dataclasses import dataclass

TEI, COHERE = DIALECTS = ("tei", "cohere")


@dataclass(frozen=True)
class RerankConf:
    """Which re-ranker, how many of the best passages it gets, and how long a search waits for it.

    With a `url` the model runs there, and `model` is its name; else `model` is a folder or name to load here. Neither: none.
    """

    url: str
    api_key: str
    model: str
    dialect: str
    local: bool
    passages: int
    seconds: float
