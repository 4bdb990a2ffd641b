"""People and collections as commands name them."""

from django.core.management.base import CommandError

from access.access import collections_for, scope_for
from access.models import User
from access.scope import Scope


def scope(person: str, collection: str | None) -> Scope:
    """What this person may read, narrowed to one collection where it is named. Raises CommandError for names that lead nowhere."""
    user = User.objects.filter(username=person, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no active user {person!r}.")
    if collection is None:
        return scope_for(user)
    named = collections_for(user).filter(name=collection).first()
    if named is None:
        raise CommandError(f"There is no collection {collection!r}, or {person} may not read it.")
    return scope_for(user).narrowed([named.pk])
