"""A small index of a few documents, and what tests of its versions do with it."""

import io
import json
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.management import call_command

from access.scope import Scope
from leasing.holding import until
from retrieval import index, qdrant
from retrieval.building import working
from retrieval.messages import Chunk, IndexedVersion, Span
from retrieval.models import IndexVersion, StoredChunk
from retrieval.search import search

THINGS = ("trains", "meals", "hotels", "taxis", "ferries", "leave")


def written(*texts: str, of: IndexedVersion | None = None, shown: bool = True) -> IndexedVersion:
    """A document with these chunks, or a new version of one."""
    known = IndexedVersion(uuid.uuid4(), uuid.uuid4(), uuid.uuid4(), "Travel")
    known = replace(of, version_id=uuid.uuid4()) if of else known
    index.write(known, [Chunk(number, text, (Span(1, 0, len(text)),)) for number, text in enumerate(texts)])
    if shown:
        index.publish(known)
    return known


def about(thing: str) -> IndexedVersion:
    """A document of two chunks."""
    return written(f"Rules about {thing}.", f"Whoever pays for {thing} keeps the receipt.")


def found(question: str, *documents: IndexedVersion, in_version: IndexVersion | None = None) -> list[str]:
    """The passages of these documents that a search finds, best first."""
    scope = Scope(frozenset(each.collection_id for each in documents))
    return [each.text for each in search(question, scope, index=in_version).passages]


def held(version: IndexVersion) -> dict[uuid.UUID, int]:
    """How many points of each version of a document it has."""
    return dict(qdrant.tally(version.name))


def due(*documents: IndexedVersion) -> dict[uuid.UUID, int]:
    """How many points of these versions of documents there should be."""
    return {each.version_id: StoredChunk.objects.filter(version_id=each.version_id).count() for each in documents}


def work_off(turns: int = 100) -> int:
    """Work as a worker does until nothing is left to do; how many turns that took. What it rests is not waited for."""
    for turn in range(turns):
        IndexVersion.objects.filter(lease=None).update(leased_until=None)
        if working.work() is None:
            return turn
    raise AssertionError(f"not done after {turns} turns")


def expire() -> None:
    """As if the holder had died long ago."""
    IndexVersion.objects.exclude(lease=None).update(leased_until=until(-1))


def names() -> Sequence[str]:
    """The collections that this index has in Qdrant."""
    return qdrant.own_versions()


def said(*words: str) -> dict[str, Any]:
    """What `manage.py index` says of itself with --json."""
    out = io.StringIO()
    call_command("index", *words, "--json", stdout=out)
    packed: dict[str, Any] = json.loads(out.getvalue())
    return packed
