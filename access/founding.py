"""New collections: who may make them, and how."""

from django.db import transaction

from access import sharing
from access.access import NotHere
from access.models import Collection, Role, User


def may_add(user: User) -> bool:
    """Whether this person may make collections: administrators, and people with the permission access.add_collection."""
    return user.has_perm("access.add_collection")


def check_may_add(user: User) -> None:
    """Refuse people who may not make collections."""
    if not may_add(user):
        raise NotHere("There is no such page.")


@transaction.atomic
def found(collection: Collection, *, by: User) -> Collection:
    """Save a new collection together with its first owner."""
    collection.save()
    sharing.give(collection, by, Role.OWNER)
    return collection
