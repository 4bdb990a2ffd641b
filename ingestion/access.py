"""Fetch or refuse: the only way to a document. An unknown id and a forbidden one look the same."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from access.access import NotHere, collections_for
from access.models import Role, User
from ingestion import trash
from ingestion.arriving.models import Upload
from ingestion.models import Document, SavedFilter, Version


def documents_for(user: User | AnonymousUser, role: Role = Role.READER) -> QuerySet[Document]:
    """The documents of the collections on which this person has at least this role."""
    return Document.objects.filter(collection__in=collections_for(user, role))


def access_document(user: User | AnonymousUser, document_id: UUID, role: Role = Role.READER) -> Document:
    """The document, if this person has at least this role on its collection; NotHere otherwise."""
    found = documents_for(user, role).select_related("collection", "current", "latest").filter(pk=document_id).first()
    if found is None:
        raise NotHere("There is no such document, or it is not shared with you.")
    return found


def access_trashed(user: User | AnonymousUser, document_id: UUID) -> Document:
    """The document in the trash, if this person may edit its collection; NotHere otherwise."""
    mine = trash.lying().filter(collection__in=collections_for(user, Role.EDITOR))
    found = mine.select_related("collection", "latest").filter(pk=document_id).first()
    if found is None:
        raise NotHere("There is no such document in the trash, or its collection is not shared with you for this.")
    return found


def access_filter(user: User | AnonymousUser, filter_id: int) -> SavedFilter:
    """The filter that this person has kept; NotHere otherwise."""
    found = SavedFilter.objects.filter(pk=filter_id, user=user.pk, collection__in=collections_for(user)).first()
    if found is None:
        raise NotHere("There is no such filter of yours.")
    return found


def access_upload(user: User | AnonymousUser, upload_id: UUID) -> Upload:
    """The upload in parts that this person has begun, if they may still edit its collection; NotHere otherwise."""
    mine = Upload.objects.filter(by=user.pk, collection__in=collections_for(user, Role.EDITOR))
    found = mine.select_related("collection").filter(pk=upload_id).first()
    if found is None:
        raise NotHere("There is no such upload of yours.")
    return found


def access_version(user: User | AnonymousUser, version_id: UUID, role: Role = Role.READER) -> Version:
    """The version, if this person has at least this role on its document's collection; NotHere otherwise."""
    found = Version.objects.select_related("document").filter(pk=version_id, document__in=documents_for(user, role)).first()
    if found is None:
        raise NotHere("There is no such version, or it is not shared with you.")
    return found
