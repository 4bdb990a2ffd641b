"""The collections a person sees, with what a list shows of each."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from access.access import collections_for
from access.models import Collection, Grant, Role, User


@dataclass(frozen=True)
class Listed:
    """A collection, the person's own role on it, and how many documents lie in it."""

    collection: Collection
    role: Role
    documents: int


def listed(user: User) -> list[Listed]:
    """All collections this person may read, by name. `documents` is the reverse name that ingestion gives its rows.

    Those in the trash are among these rows.
    """
    mine = collections_for(user).values("pk")
    collections = (
        Collection.objects.filter(pk__in=mine)
        .annotate(documents_count=Count("documents", filter=Q(documents__deleted_at=None)))
        .order_by("name")
    )
    roles = roles_of(user, (collection.pk for collection in collections))
    return [Listed(each, roles[each.pk], each.documents_count) for each in collections]


def roles_of(user: User, collection_ids: Iterable[UUID]) -> dict[UUID, Role]:
    """The strongest role this person has on each of these collections, by grants of their own and of their groups."""
    ids = list(collection_ids)
    if user.is_superuser:
        return dict.fromkeys(ids, Role.OWNER)
    mine = Q(user=user) | Q(group__in=user.groups.all())
    found = defaultdict(set)
    for collection_id, role in Grant.objects.filter(mine, collection__in=ids).values_list("collection_id", "role"):
        found[collection_id].add(Role(role))
    return {collection_id: max(roles, key=list(Role).index) for collection_id, roles in found.items()}
