"""Who has which role on a collection, and changing it.

SharingError
└── LastOwner    the change would leave a collection that nobody in the house can share or delete
"""

from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F, Q, QuerySet

from access.access import NotHere, collections_for
from access.models import Collection, Grant, Role, User


class SharingError(Exception):
    """A change of grants that is refused; the text says why."""


class LastOwner(SharingError):
    """Somebody must stay in charge."""

    def __init__(self) -> None:
        super().__init__("This is the last owner. Make somebody else an owner first, or ask an administrator.")


def grants_on(collection: Collection) -> QuerySet[Grant]:
    """All grants on a collection: groups first, then people by name."""
    order = (F("group__name").asc(nulls_last=True), "user__username")
    return collection.grants.select_related("user", "group").order_by(*order)


def give(collection: Collection, holder: User | Group, role: Role) -> Grant:
    """Give a person or a group this role, in place of the one they had."""
    return Grant.objects.update_or_create(collection=collection, **_who(holder), defaults={"role": role})[0]


def share(collection: Collection, holder: User | Group, role: Role, *, by: User) -> None:
    """What an owner does on the sharing page: like `give`, but somebody stays in charge."""
    known = collection.grants.filter(**_who(holder)).first()
    if known:
        change(known, role, by=by)
    else:
        give(collection, holder, role)


@transaction.atomic
def change(grant: Grant, role: Role, *, by: User) -> None:
    """Change a role; the last owner stays owner unless an administrator decides otherwise."""
    if role is not Role.OWNER:
        _check_owners(grant, by)
    grant.role = role
    grant.save(update_fields=["role"])


@transaction.atomic
def take(grant: Grant, *, by: User) -> None:
    """Take a grant away. It counts from the next request on."""
    _check_owners(grant, by)
    grant.delete()


def withdraw(collection: Collection, holder: User | Group) -> None:
    """Take whatever role a person or a group has of its own; for the operator, who may leave a collection without an owner."""
    collection.grants.filter(**_who(holder)).delete()


def may_share(user: User, collection: Collection) -> bool:
    """Whether this person is an owner of the collection now."""
    return collections_for(user, Role.OWNER).filter(pk=collection.pk).exists()


def access_grant(collection: Collection, grant_id: int) -> Grant:
    """One of this collection's grants; NotHere otherwise."""
    grant = grants_on(collection).filter(pk=grant_id).first()
    if grant is None:
        raise NotHere("There is no such grant on this collection.")
    return grant


def people_named(text: str, *, without: Collection) -> QuerySet[User]:
    """Up to ten active people whose name or address holds this text and who have no grant of their own yet."""
    words = Q(username__icontains=text) | Q(first_name__icontains=text) | Q(last_name__icontains=text) | Q(email__icontains=text)
    return User.objects.filter(words, is_active=True).exclude(grants__collection=without).order_by("username")[:10]


def _who(holder: User | Group) -> dict[str, Any]:
    return {"user": holder} if isinstance(holder, User) else {"group": holder}


def _check_owners(grant: Grant, by: User) -> None:
    """Refuse when nobody else who may sign in would own the collection."""
    # The row is locked so that two owners can't remove each other at once.
    Collection.objects.select_for_update().get(pk=grant.collection_id)
    able = Q(user__is_active=True) | Q(group__user__is_active=True)
    others = Grant.objects.filter(able, collection=grant.collection_id, role=Role.OWNER).exclude(pk=grant.pk)
    if grant.role == Role.OWNER and not by.is_superuser and not others.exists():
        raise LastOwner
