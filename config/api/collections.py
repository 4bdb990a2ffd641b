"""Collections that the caller may read."""

from uuid import UUID

from ninja import Query, Router, Schema

from access.access import access_collection
from access.listing import Listed as ListedCollection
from access.listing import listed
from access.models import Role
from config.api.authentication import ApiRequest
from config.api.errors import Error
from config.api.paging import Listed, Paging

router = Router(tags=["Collections"])


class CollectionOut(Schema):
    """A collection, the caller's role on it, and how many documents it holds."""

    id: UUID
    name: str
    description: str
    role: Role
    documents: int


@router.get("/collections", response={200: Listed[CollectionOut], 401: Error})
def list_collections(request: ApiRequest, wanted: Query[Paging]) -> dict[str, object]:
    """The collections that you may read, by name."""
    everything = listed(request.auth)
    shown = everything[wanted.offset : wanted.offset + wanted.limit]
    return {"count": len(everything), "items": [_out(each) for each in shown]}


@router.get("/collections/{uuid:collection_id}", response={200: CollectionOut, 401: Error, 404: Error})
def show_collection(request: ApiRequest, collection_id: UUID) -> CollectionOut:
    """One collection."""
    collection = access_collection(request.auth, collection_id)
    return next(_out(each) for each in listed(request.auth) if each.collection == collection)


def _out(each: ListedCollection) -> CollectionOut:
    return CollectionOut(
        id=each.collection.pk,
        name=each.collection.name,
        description=each.collection.description,
        role=each.role,
        documents=each.documents,
    )
