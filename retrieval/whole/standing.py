"""The passages that stand for a document: of each section the one nearest to the middle of all. Nothing is embedded for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from retrieval import cutting, excluding, qdrant
from retrieval.models import IndexedDocument, IndexVersion
from retrieval.whole.sections import sections, spread

Vectors = Mapping[UUID, NDArray[np.float32]]
MOST = 1000
"""Chunks of a document that are looked at; of one that has more, every second, every third and so on."""


@dataclass(frozen=True)
class Standing:
    """Chunk ids `needed` first to last: any of the first of them cover their documents evenly. The same in the order of `reading`,
    and how near each is to the middle of its section, from -1 to 1.
    """

    needed: tuple[UUID, ...]
    reading: tuple[UUID, ...]
    near: Mapping[UUID, float]


def of_one(document: IndexedDocument, index: IndexVersion, room: int) -> Standing:
    """At most `room` chunks that stand for one document, in its order."""
    keys, near, _ = _standing(document, index, room)
    return Standing(tuple(keys[at] for at in spread(len(keys))), tuple(keys), near)


def of_two(first: IndexedDocument, second: IndexedDocument, index: IndexVersion, room: int) -> Standing:
    """At most half of `room` chunks for each, in pairs of sections that are most alike."""
    half = max(1, room // 2)
    ours, near, vectors = _standing(first, index, half)
    theirs, near_too, vectors_too = _standing(second, index, half)
    mates = _mates(ours, theirs, {**vectors, **vectors_too})
    rest = [key for key in theirs if key not in mates.values()]
    reading = [*chain.from_iterable((key, mates[key]) if key in mates else (key,) for key in ours), *rest]
    pairs = zip_longest([ours[at] for at in spread(len(ours))], rest)
    needed = [key for mine, other in pairs for key in (mine, mates.get(mine), other) if key]
    return Standing(tuple(needed), tuple(reading), {**near, **near_too})


def _standing(document: IndexedDocument, index: IndexVersion, room: int) -> tuple[list[UUID], dict[UUID, float], Vectors]:
    rows = excluding.included(cutting.stored(index, document.version_id))
    chunks = list(rows.values_list("id", "heading"))
    chunks = chunks[:: len(chunks) // MOST + 1]
    vectors = qdrant.dense_vectors(index.name, [key for key, _ in chunks])
    near: dict[UUID, float] = {}
    for part in sections([tuple(heading) for _, heading in chunks], room):
        key, nearness = _nearest([chunks[at][0] for at in part], vectors)
        near[key] = nearness
    return list(near), near, vectors


def _nearest(keys: Sequence[UUID], vectors: Vectors) -> tuple[UUID, float]:
    """The one nearest to the middle of all; the first where the index has none of them."""
    known = [key for key in keys if key in vectors]
    if not known:
        return keys[0], 0.0
    each = np.stack([vectors[key] for key in known])
    middle = each.mean(axis=0)
    cosines = each @ middle / max(float(np.linalg.norm(middle)), 1e-9)
    return known[int(cosines.argmax())], float(cosines.max())


def _mates(ours: Sequence[UUID], theirs: Sequence[UUID], vectors: Vectors) -> dict[UUID, UUID]:
    """For each of ours one of theirs, as far as there are enough: the most alike first."""
    alike = {(mine, other): _alike(vectors.get(mine), vectors.get(other)) for mine in ours for other in theirs}
    found: dict[UUID, UUID] = {}
    for mine, other in sorted(alike, key=alike.__getitem__, reverse=True):
        if mine not in found and other not in found.values():
            found[mine] = other
    return found


def _alike(one: NDArray[np.float32] | None, other: NDArray[np.float32] | None) -> float:
    return float(one @ other) if one is not None and other is not None else 0.0
