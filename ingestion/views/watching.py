"""Looks at a list again and again for somebody, asking each time whether they may, and holding nothing in between."""

from dataclasses import dataclass
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import connections

from access.access import NotHere, access_collection
from access.listing import roles_of
from access.models import Role, User
from ingestion.views.filtering import Wanted
from ingestion.views.listing import Listing, listing


@dataclass(frozen=True)
class Watch:
    """Who watches which part of which list."""

    user_id: int
    collection_id: UUID
    wanted: Wanted


@sync_to_async
def look(watch: Watch) -> Listing:
    """The list now; NotHere once this person may not read the collection any more."""
    try:
        user = as_of_now(watch.user_id)
        found = access_collection(user, watch.collection_id)
        role = roles_of(user, [found.pk])[found.pk]
        return listing(found, watch.wanted, may_edit=role in Role.EDITOR.includes)
    finally:
        let_go()


def as_of_now(user_id: int) -> User:
    """The person read again, so that a locked account sees nothing more."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NotHere("This account can't read here any more.")
    return user


def let_go() -> None:
    """Close this thread's connections: a stream stays open for hours and must not hold one."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
