"""Collections are made, and made live."""

from qdrant_client import models

from retrieval import payload
from retrieval.qdrant import tuning
from retrieval.qdrant.connecting import client, speaking
from retrieval.qdrant.points import FIELDS
from retrieval.qdrant.versions import live, switch


def ensure(physical: str, *, dimensions: int) -> None:
    """Let the alias stand for this collection, which is made where it isn't there yet."""
    if live() != physical:
        create(physical, dimensions=dimensions)
        switch(physical)


def create(physical: str, *, dimensions: int) -> None:
    """Make a collection beside the live one, where it is not there yet.

    Payload indexes come before the first point: made later, they leave the vector index without its filter edges.
    """
    with speaking():
        if not client().collection_exists(physical):
            client().create_collection(physical, **tuning.made(dimensions))
        index_payload(physical)


def is_there(physical: str) -> bool:
    """Whether there is a collection of this name."""
    with speaking():
        return client().collection_exists(physical)
    return False


def index_payload(physical: str) -> None:
    """Make the payload indexes that a collection doesn't have yet; one made by an earlier Footnote has fewer of them."""
    ids: dict[str, models.PayloadSchemaType] = dict.fromkeys(FIELDS, models.PayloadSchemaType.UUID)
    kinds = ids | payload.INDEXES
    with speaking():
        there = client().get_collection(physical).payload_schema
        for name in kinds.keys() - there.keys():
            client().create_payload_index(physical, name, field_schema=kinds[name], wait=True)
