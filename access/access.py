"""Fetch or refuse: the only way to a collection. An unknown id and a forbidden one look the same."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404

from access.models import Collection, Role, User
from access.scope import Scope


class NotHere(Http404):
    """There is no such thing for this person; whether it exists for others is not said."""


def collections_for(user: User | AnonymousUser, role: Role = Role.READER) -> QuerySet[Collection]:
    """The collections on which this person has at least this role."""
    if not user.is_authenticated or not user.is_active:
        return Collection.objects.none()
    if user.is_superuser:
        return Collection.objects.all()
    granted = Q(grants__user=user) | Q(grants__group__in=user.groups.all())
    return Collection.objects.filter(granted, grants__role__in=role.includes).distinct()


def access_collection(user: User | AnonymousUser, collection_id: UUID, role: Role = Role.READER) -> Collection:
    """The collection, if this person has at least this role on it; NotHere otherwise."""
    collection = collections_for(user, role).filter(pk=collection_id).first()
    if collection is None:
        raise NotHere("There is no such collection, or it is not shared with you for this.")
    return collection


def scope_for(user: User | AnonymousUser) -> Scope:
    """What this person may search, looked up now."""
    return Scope(frozenset(collections_for(user).values_list("pk", flat=True)))
