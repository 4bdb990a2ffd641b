"""Documents that name a person who is to be forgotten: finding them, and taking those that are to be erased out of sight."""

from collections.abc import Collection, Sequence
from uuid import UUID

from access.models import User
from forgetting import tombstones
from forgetting.errors import NotYet
from forgetting.messages import Subject
from forgetting.tombstones import Mark
from ingestion.erasing import asking
from ingestion.erasing.masking import indexed_at
from ingestion.erasing.naming import documents as naming
from ingestion.errors import IntakeError
from ingestion.models import Document

__all__ = ["hide", "indexed_at", "naming", "outermost"]


def hide(document_ids: Collection[UUID], *, by: User | None) -> Sequence[Subject]:
    """Take documents out of everybody's sight for good, each with the one in which it came and all that came with it.

    One that somebody is erasing already is taken as it is; one that is gone is passed over. May be repeated. Raises NotYet.
    """
    wanted = Document.with_trash.select_related("collection").filter(pk__in=list(document_ids)).order_by("pk")
    outer = {each.pk: each for each in map(outermost, wanted)}
    return [_hidden(each, by) for each in outer.values()]


def outermost(document: Document) -> Document:
    """The document in which this one came, however deep; itself, if it came by itself."""
    while document.parent_id:
        document = Document.with_trash.select_related("collection").get(pk=document.parent_id)
    return document


def _hidden(document: Document, by: User | None) -> Subject:
    if asking.is_being_erased(document):
        return asking.subject_of(document)
    try:
        return asking.hide(document, by=by, then=_marked)
    except IntakeError as error:  # somebody else removed it, or changes it, at this very moment
        raise NotYet(str(error)) from error


def _marked(_document: Document, subject: Subject, marks: Sequence[Mark]) -> Subject:
    tombstones.put([*marks, *map(tombstones.document, subject.documents)])
    return subject
