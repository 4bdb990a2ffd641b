"""Forgetting's settings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ForgettingConf:
    """`holders` are the modules that hold copies, in the order in which they erase them; each has the functions of
    `forgetting.holders.Holder`. `documents` is the module that knows documents, with those of
    `forgetting.people.Documents`; `hiders` mask persons, and have those of `forgetting.people.Hider`. Times in seconds.
    """

    holders: tuple[str, ...]
    documents: str
    hiders: tuple[str, ...]
    lease_seconds: int
    tries: int
