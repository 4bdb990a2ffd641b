"""Fetch or refuse: the only way to a source and to the kinds that somebody may set up."""

from uuid import UUID

from access.access import NotHere, collections_for
from access.models import Role, User
from ingestion.sources.kinds import KINDS, Kind, offered
from ingestion.sources.models import Source


def access_source(user: User, source_id: UUID) -> Source:
    """The source, if this person owns its collection and may set up its kind; NotHere otherwise."""
    mine = Source.objects.select_related("collection", "added_by").filter(collection__in=collections_for(user, Role.OWNER))
    found = mine.filter(pk=source_id, kind__in=[kind.name for kind in may_set_up(user)]).first()
    if found is None:
        raise NotHere("There is no such source, or it is looked after by an administrator.")
    return found


def access_kind(user: User, name: str) -> Kind:
    """The kind, if this person may set one up; NotHere otherwise."""
    kind = KINDS.get(name)
    if kind is None or kind not in may_set_up(user):
        raise NotHere("There is no such kind of source, or only administrators may set one up.")
    return kind


def may_set_up(user: User) -> list[Kind]:
    """The kinds of sources that this person may set up and look after."""
    return offered(inside=user.is_superuser)
