"""Documents: what is in a collection, putting one in, seeing how far it is, taking it out."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, File, Form, Query, Router, Schema, Status, UploadedFile

from access.access import access_collection
from access.models import Role
from config.api.authentication import ApiRequest
from config.api.errors import Error
from config.api.paging import Listed, Paging, part
from ingestion import intake
from ingestion.access import access_document, documents_for
from ingestion.flow import line
from ingestion.flow.line import Place
from ingestion.models import Document, State

router = Router(tags=["Documents"])


class DocumentOut(Schema):
    """A document and how far its newest version is. `searchable` is true while any version of it is found by search."""

    id: UUID
    collection: UUID
    name: str
    title: str
    state: State
    searchable: bool
    step: int = Field(description="Page being worked on, of `steps`; 0 of 0 while that isn't known.")
    steps: int
    place: int | None = Field(description="Place in the queue, 1 is next; null when it isn't waiting.")
    wait_seconds: int | None = Field(
        description="Roughly until its turn comes; null when it isn't waiting, and where too little was measured to say."
    )
    reason: str = Field(description="Why it failed, when it did.")
    advice: str = Field(description="What to do about it.")
    pages: int
    size: int
    media_type: str
    changed_at: datetime
    url: str


class Uploaded(DocumentOut):
    """What became of an upload: `new`, `replaced` (a new version of a known name), `same` (these bytes were there), or

    `restored` (this name with these bytes was in the trash and is back).
    """

    outcome: str


class UploadFields(Schema):
    """Beside the file."""

    name: str = Field(
        "", max_length=500, description="Path by which the document is known in its collection; the file's name unless given."
    )


@router.get("/collections/{uuid:collection_id}/documents", response={200: Listed[DocumentOut], 401: Error, 404: Error})
def list_documents(
    request: ApiRequest, collection_id: UUID, wanted: Query[Paging], state: State | None = None
) -> dict[str, object]:
    """The documents of a collection by name; `state` narrows to those whose newest version is in it."""
    rows = _rows(documents_for(request.auth).filter(collection=access_collection(request.auth, collection_id)))
    return part(rows.filter(latest__state=state) if state else rows, wanted, lambda found: shown(request, found))


@router.post(
    "/collections/{uuid:collection_id}/documents",
    response={200: Uploaded, 201: Uploaded, 401: Error, 404: Error, 413: Error, 422: Error, 507: Error},
)
def upload_document(
    request: ApiRequest, collection_id: UUID, file: File[UploadedFile], fields: Form[UploadFields]
) -> Status[Uploaded]:
    """Put a document in (editors). It is kept at once and read in the background: ask for it by its id to see how far it is.

    A file that was erased from this collection everywhere is refused (422): only a person brings it back, in the browser.
    """
    collection = access_collection(request.auth, collection_id, Role.EDITOR)
    accepted = intake.accept(collection, fields.name or file.name or "", file, by=request.auth)
    document = _rows(documents_for(request.auth)).get(pk=accepted.document.pk)
    out = Uploaded(outcome=accepted.outcome, **shown(request, [document])[0].model_dump())
    return Status(201 if accepted.outcome == "new" else 200, out)


@router.get("/documents/{uuid:document_id}", response={200: DocumentOut, 401: Error, 404: Error})
def show_document(request: ApiRequest, document_id: UUID) -> DocumentOut:
    """One document and how far it is."""
    return shown(request, [access_document(request.auth, document_id)])[0]


@router.delete("/documents/{uuid:document_id}", response={204: None, 401: Error, 404: Error})
def delete_document(request: ApiRequest, document_id: UUID) -> Status[None]:
    """Take a document out (editors): it and what came inside it go to the collection's trash, and nobody finds them any more.

    Editors can restore it in the browser until it is deleted for good (FOOTNOTE_TRASH_DAYS). Uploading the same file under the
    same name brings it back as well.
    """
    intake.remove(access_document(request.auth, document_id, Role.EDITOR), by=request.auth)
    return Status(204, None)


def shown(request: HttpRequest, documents: list[Document]) -> list[DocumentOut]:
    """These documents as the API tells of them."""
    places = line.places(document.latest_id for document in documents if document.latest_id)
    return [_out(request, each, places.get(each.latest_id) if each.latest_id else None) for each in documents]


def _rows(documents: "QuerySet[Document]") -> "QuerySet[Document]":
    return documents.select_related("current", "latest", "collection").order_by("name")


def _out(request: HttpRequest, document: Document, place: Place | None) -> DocumentOut:
    latest, current = document.latest, document.current or document.latest
    return DocumentOut(
        id=document.pk,
        collection=document.collection_id,
        name=document.name,
        title=(current.title if current else "") or document.name,
        state=State(latest.state) if latest else State.RECEIVED,
        searchable=document.current_id is not None,
        step=latest.step if latest else 0,
        steps=latest.steps if latest else 0,
        place=place.number if place else None,
        wait_seconds=place.seconds if place else None,
        reason=latest.reason if latest else "",
        advice=latest.advice if latest else "",
        pages=current.page_count if current else 0,
        size=current.size if current else 0,
        media_type=current.media_type if current else "",
        changed_at=document.changed_at,
        url=request.build_absolute_uri(f"/documents/{document.pk}/"),
    )
