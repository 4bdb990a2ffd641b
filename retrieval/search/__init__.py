"""From a question to passages: ask Qdrant in both ways, check rights and versions in SQL, fuse, look closer, drop what repeats."""

from retrieval.search.examined import Examined
from retrieval.search.examining import WEIGHT
from retrieval.search.searching import examine, search
from retrieval.search.steps import Steps

__all__ = ["WEIGHT", "Examined", "Steps", "examine", "search"]
