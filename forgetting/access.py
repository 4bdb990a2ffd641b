"""Fetch or refuse: the only way to an erasure."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from access.access import NotHere, collections_for
from access.models import Role, User
from forgetting.models import Erasure


def erasures_for(user: User | AnonymousUser) -> QuerySet[Erasure]:
    """Those in collections that this person owns, and those that they asked for; all of them for administrators, who alone see
    those of persons.
    """
    if not user.is_authenticated or not user.is_active:
        return Erasure.objects.none()
    if user.is_superuser:
        return Erasure.objects.all()
    owned = list(collections_for(user, Role.OWNER).values_list("pk", flat=True))
    return Erasure.objects.filter(Q(collection_id__in=owned) | Q(asked_by=user.pk), person=False)


def access_erasure(user: User | AnonymousUser, erasure_id: UUID) -> Erasure:
    """The erasure, if this person may see it; NotHere otherwise."""
    found = erasures_for(user).select_related("asked_by").filter(pk=erasure_id).first()
    if found is None:
        raise NotHere("There is no such erasure, or it is not yours to see.")
    return found


def access_search(user: User | AnonymousUser, erasure_id: UUID) -> Erasure:
    """The wish to forget a person, for administrators; NotHere otherwise."""
    found = access_erasure(user, erasure_id)
    if not found.person:
        raise NotHere("There is no such search, or it is not yours to see.")
    return found
