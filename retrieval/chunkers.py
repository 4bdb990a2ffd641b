"""How documents are cut into chunks: a part of what is recorded of each version of the index, by which chunks are told apart.

Versions that cut alike share the rows of their chunks. Where they don't, a document has chunks of both beside each other.
"""

from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.db.models import QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from retrieval import embedding
from retrieval.embedding import Model
from retrieval.errors import RetrievalError
from retrieval.models import IndexVersion, StoredChunk

ALGORITHM = FIRST = 1
"""ALGORITHM is to be raised whenever `ingestion.chunking` would cut the same pages in another way. By FIRST those chunks were cut
that were there before chunkers were recorded.
"""
UNNAMED = ""
"""The key of the chunker that was not recorded yet."""


@dataclass(frozen=True)
class Chunker:
    """Cuts chunks of at most `tokens` of a model's tokens; neighbours share up to `overlap`. By `key` its chunks are known."""

    key: str
    tokens: int
    overlap: int
    model: Model


def of(version: IndexVersion) -> Chunker:
    """That by which a version's chunks are cut."""
    return Chunker(version.chunker, version.chunk_tokens, version.chunk_overlap, embedding.of(version.model))


def current() -> Chunker:
    """The live version's as far as that is written down, or else what the settings say. Asks the database alone."""
    known = _live().first()
    return of(known) if known else configured()


def configured() -> Chunker:
    """What the settings say, for the next version. Models with the same tokenizer cut alike."""
    model, tokens, overlap = embedding.configured(), settings.RETRIEVAL.chunk_tokens, settings.RETRIEVAL.chunk_overlap
    key = sha256(f"{ALGORITHM} {tokens} {overlap} {model.ruler}".encode()).hexdigest()[:12]
    return Chunker(key, tokens, overlap, model)


def key_of(chunker: Chunker) -> str:
    """By what the chunks of a configured one are known: it may be the one that was not recorded yet."""
    same = {"chunker": UNNAMED, "chunk_tokens": chunker.tokens, "chunk_overlap": chunker.overlap}
    unnamed = IndexVersion.objects.filter(alias=settings.RETRIEVAL.alias, **same).exclude(fingerprint="")
    alike = ALGORITHM == FIRST and any(_counts_alike(each.model, chunker.model) for each in unnamed)
    return UNNAMED if alike else chunker.key


def _counts_alike(name: str, model: Model) -> bool:
    """Whether the model of this name counts tokens as the other does. Of one that can't be had nobody knows: it is not alike."""
    measured = embedding.of(name)
    if measured is model:
        return True
    try:
        return measured.ruler == model.ruler
    except RetrievalError:
        return False


def searched(chunks: QuerySet[StoredChunk]) -> QuerySet[StoredChunk]:
    """Those of the chunks that are cut as the live version of the index has them."""
    return chunks.filter(chunker=Coalesce(Subquery(_live().values("chunker")[:1]), Value(UNNAMED)))


def _live() -> QuerySet[IndexVersion]:
    return IndexVersion.objects.filter(alias=settings.RETRIEVAL.alias, state=IndexVersion.State.LIVE)
