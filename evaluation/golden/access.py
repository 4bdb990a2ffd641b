"""Fetch or refuse: golden questions and runs belong to a collection, and are for those who may edit it."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from access.access import NotHere, collections_for
from access.models import Role, User
from evaluation.models import GoldenQuestion, GoldenRun


def access_golden(user: User | AnonymousUser, golden_id: UUID) -> GoldenQuestion:
    """The golden question, if this person may edit its collection; NotHere otherwise."""
    mine = GoldenQuestion.objects.filter(collection__in=collections_for(user, Role.EDITOR))
    found = mine.select_related("collection").filter(pk=golden_id).first()
    if found is None:
        raise NotHere("There is no such golden question, or its collection is not shared with you for this.")
    return found


def access_run(user: User | AnonymousUser, run_id: UUID) -> GoldenRun:
    """The run, if this person may edit its collection; NotHere otherwise."""
    mine = GoldenRun.objects.filter(collection__in=collections_for(user, Role.EDITOR))
    found = mine.select_related("collection", "asked_by", "accepted_by").filter(pk=run_id).first()
    if found is None:
        raise NotHere("There is no such run, or its collection is not shared with you for this.")
    return found
