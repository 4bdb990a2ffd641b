"""From a question to passages: ask Qdrant in both ways, check rights and versions in SQL, fuse, look closer, drop what repeats."""

from retrieval.search.examined import Examined
from retrieval.search.searching import examine, search
from retrieval.search.steps import Steps

__all__ = ["Examined", "Steps", "examine", "search"]
