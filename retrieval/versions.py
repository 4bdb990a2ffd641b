"""Index versions: each way of making vectors has a collection of its own in Qdrant, and a row that says how it was made.

The row that is live says which collection a search asks, and with which model it embeds the question; the alias in Qdrant
follows it, for whoever looks from outside. A search reads that row once and is wholly of that version, whatever is switched
meanwhile. Documents go to every version that holds points, so that each can take the live one's place at any moment.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from django.conf import settings
from django.db.models import QuerySet

from retrieval import chunkers, embedding, qdrant, sparse
from retrieval.embedding import Model
from retrieval.errors import CheckIndexSettings
from retrieval.models import IndexVersion, StoredChunk

State = IndexVersion.State
BESIDE = (State.BUILDING, State.READY, State.KEPT)
WRITTEN = (State.LIVE, *BESIDE)
SEARCHABLE = (State.READY, State.KEPT)
RECIPE = ("fingerprint", "dimensions", "sparse", "chunker")
UNKNOWN = (
    "The index was made with another embedding model. Set EMBEDDING_MODEL, FOOTNOTE_CHUNK_TOKENS and FOOTNOTE_CHUNK_OVERLAP back "
    "once, so that they are recorded with the index."
)
CHANGED = "The embedding model that the index was made with has changed or is gone ({name}). Put it back, or build the index anew."

WORDS = "This Footnote counts words in another way than when the index was made. Build the index anew, and switch to that."


def alias() -> str:
    """By what this installation's index is known in Qdrant."""
    return str(settings.RETRIEVAL.alias)


def every() -> QuerySet[IndexVersion]:
    """All versions of this installation's index."""
    return IndexVersion.objects.filter(alias=alias())


def live() -> IndexVersion | None:
    """The version that is searched now; None where there is no index yet. Raises RetrievalError."""
    return every().filter(state=State.LIVE).first() or _adopted()


def holding() -> list[IndexVersion]:
    """The versions that hold points, the live one first: in one look, so that none is missed while they are switched."""
    return sorted(every().filter(state__in=WRITTEN), key=lambda each: each.state != State.LIVE)


def written() -> Iterator[IndexVersion]:
    """The versions that a document is written to, the live one first, which is made where there is none. Raises RetrievalError.

    Those whose building began while the document was written to the others come last: what had no points in the live version yet
    when they were compared with it is not known to them.
    """
    first = live() or _recorded(described())
    qdrant.ensure(first.name, dimensions=first.dimensions)
    told, new = {first.pk}, [first]
    while new:
        yield from new
        new = [each for each in holding() if each.pk not in told]
        told |= {each.pk for each in new}


def names() -> Sequence[str]:
    """The collections that may hold points of any document, the live one first."""
    return [each.name for each in holding()] if live() else []


def model(version: IndexVersion) -> Model:
    """What a version's vectors are made with.

    Raises CheckIndexSettings where it, or the way in which words are counted beside it, isn't what it was: its vectors could not be
    compared with those in the index.
    """
    found = embedding.of(version.model)
    if found.fingerprint != version.fingerprint:
        raise CheckIndexSettings(CHANGED.format(name=version.model or "the bundled one"))
    if version.sparse != sparse.fingerprint():
        raise CheckIndexSettings(WORDS)
    return found


def current_model() -> Model:
    """By which texts are measured and compared: the live version's as far as that is written down, or else the configured one.

    Asks the database alone.
    """
    known = every().filter(state=State.LIVE).first()
    return embedding.of(known.model) if known else embedding.configured()


def physical_name() -> str:
    """Name of the collection that holds vectors made as the settings say.

    A different model, number of dimensions, sparse vocabulary or way of cutting makes vectors that can't be compared with the
    old ones: they get another collection, beside the live one.
    """
    return str(described()["name"])


def described() -> dict[str, str | int]:
    """How vectors are made now, as a version's row keeps it. Raises CheckIndexSettings if the configured model can't be had."""
    made = embedding.configured()
    known: dict[str, str | int] = {
        "alias": settings.RETRIEVAL.alias,
        "model": settings.RETRIEVAL.model,
        "fingerprint": made.fingerprint,
        "dimensions": made.dimensions,
        "sparse": sparse.fingerprint(),
    }
    by = chunkers.configured()
    known |= {
        "chunker": chunkers.key_of(by),
        "chunk_tokens": by.tokens,
        "chunk_overlap": by.overlap,
    }
    return {**known, "name": _name(known)}


def made_like(known: Mapping[str, str | int]) -> QuerySet[IndexVersion]:
    """The versions whose vectors can be compared with those of which this is known: a restored one has another name."""
    return every().filter(**{name: known[name] for name in RECIPE})


def _adopted() -> IndexVersion | None:
    """The index that was there before its version was recorded."""
    found = qdrant.live()
    if found is None:
        return None
    known, cut = described(), StoredChunk.objects.order_by().values_list("chunker", flat=True).distinct()
    for chunker in (known["chunker"], chunkers.UNNAMED, *cut):
        if found == _name({**known, "chunker": chunker}):
            return _recorded({**known, "chunker": chunker, "name": found})
    raise CheckIndexSettings(UNKNOWN)


def _name(known: Mapping[str, str | int]) -> str:
    """Of what was made before chunkers were recorded, it is the one that it got then."""
    recipe = "|".join(str(known[name]) for name in RECIPE if known[name])
    return f"{known['alias']}-{hashlib.sha256(recipe.encode()).hexdigest()[:12]}"


def _recorded(known: Mapping[str, str | int]) -> IndexVersion:
    """Write down a version as the live one."""
    return IndexVersion.objects.get_or_create(name=known["name"], defaults={**known, "state": State.LIVE})[0]
