"""Uploads in parts, as tus 1.0 says it: begun, gone on with, ended."""

import logging
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from access.access import access_collection
from access.models import Role
from config.api.authentication import ApiRequest
from config.api.errors import Error
from config.api.tus import ALGORITHMS, EXTENSIONS, NotTus, check_version, checksum_of, metadata, natural, told, tus, url
from config.streamed_body import TYPE, blocks
from ingestion.access import access_upload
from ingestion.arriving import beginning, ending, receiving
from ingestion.arriving.errors import InUse
from ingestion.arriving.models import Upload, unfinished
from ingestion.errors import NotStored

log = logging.getLogger(__name__)
router = Router(tags=["Uploads in parts"])


class UploadOut(Schema):
    """An upload in parts: `offset` of `size` bytes are here. `outcome` is empty until it has been taken in, then as of any upload

    or `refused`; `reason` says what there is to know about that. It is forgotten at `expires_at` unless more of it comes.
    """

    id: UUID
    collection: UUID
    name: str
    stamp: str
    size: int
    offset: int
    expires_at: datetime
    outcome: str
    reason: str
    document: UUID | None
    url: str


@router.get("/collections/{uuid:collection_id}/uploads", response={200: list[UploadOut], 401: Error, 404: Error})
def list_uploads(request: ApiRequest, collection_id: UUID) -> list[UploadOut]:
    """Your unfinished uploads into a collection (editors)."""
    collection = access_collection(request.auth, collection_id, Role.EDITOR)
    return [_out(request, each) for each in unfinished(by=request.auth, collection=collection)]


@router.post("/collections/{uuid:collection_id}/uploads", response={201: None, 401: Error, 404: Error, 413: Error, 507: Error})
@tus
def begin_upload(request: ApiRequest, collection_id: UUID) -> HttpResponse:
    """Begin an upload (editors). Send `Upload-Length`, and in `Upload-Metadata` the `filename`, which may be a path.

    `Location` says where to send its parts. `stamp` in the metadata is kept for you, to know the file again.
    """
    collection = access_collection(request.auth, collection_id, Role.EDITOR)
    check_version(request)
    sent = metadata(request.headers.get("Upload-Metadata", ""))
    size, by_hand = natural(request, "Upload-Length"), "Authorization" not in request.headers
    upload = beginning.begin(
        collection, sent.get("filename", ""), size, by=request.auth, stamp=sent.get("stamp", ""), by_hand=by_hand
    )
    return told(request, _finished(upload), 201)


@router.api_operation(["OPTIONS"], "/collections/{uuid:collection_id}/uploads", response={204: None, 401: Error, 404: Error})
@tus
def describe_uploads(request: ApiRequest, collection_id: UUID) -> HttpResponse:
    """What of tus is spoken here (editors)."""
    access_collection(request.auth, collection_id, Role.EDITOR)
    most = str(settings.INGESTION.upload_max_bytes)
    described = {"Tus-Extension": EXTENSIONS, "Tus-Max-Size": most, "Tus-Checksum-Algorithm": ",".join(ALGORITHMS)}
    return HttpResponse(status=204, headers=described)


@router.api_operation(["HEAD"], "/uploads/{uuid:upload_id}", response={200: None, 401: Error, 404: Error})
@tus
def ask_for_offset(request: ApiRequest, upload_id: UUID) -> HttpResponse:
    """How far your upload is (`Upload-Offset`): go on from there."""
    upload = access_upload(request.auth, upload_id)
    check_version(request)
    return told(request, _finished(upload), 200)


@router.get("/uploads/{uuid:upload_id}", response={200: UploadOut, 401: Error, 404: Error})
def show_upload(request: ApiRequest, upload_id: UUID) -> UploadOut:
    """How far your upload is, and what became of it when it was whole."""
    return _out(request, _finished(access_upload(request.auth, upload_id)))


@router.patch(
    "/uploads/{uuid:upload_id}", response={204: None, 401: Error, 404: Error, 409: Error, 413: Error, 423: Error, 507: Error}
)
@tus
def append_part(request: ApiRequest, upload_id: UUID) -> HttpResponse:
    """Send a part, from `Upload-Offset` on, as long as you like; what came of a part that broke off is kept.

    With `Upload-Checksum` (sha1, sha256) all of it is kept or nothing (460). With the last part the file is taken in; `GET` says
    what became of it.
    """
    upload = access_upload(request.auth, upload_id)
    check_version(request)
    if request.content_type != TYPE:
        raise NotTus(f"A part is sent as {TYPE}.", 415)
    offset, checksum = natural(request, "Upload-Offset"), checksum_of(request.headers.get("Upload-Checksum", ""))
    upload = receiving.append(upload, offset, blocks(request), checksum=checksum)
    return told(request, _finished(upload), 204)


@router.delete("/uploads/{uuid:upload_id}", response={204: None, 401: Error, 404: Error, 409: Error, 423: Error})
@tus
def discard_upload(request: ApiRequest, upload_id: UUID) -> HttpResponse:
    """End your upload; what came of it is removed. A file that was taken in before stays a document (409)."""
    upload = access_upload(request.auth, upload_id)
    check_version(request)
    ending.discard(upload)
    return HttpResponse(status=204)


def _finished(upload: Upload) -> Upload:
    """One that is whole is taken in, unless the disk takes nothing or somebody else does it now: then it is later (ending.tidy)."""
    try:
        return ending.finish(upload) if upload.is_whole and not upload.finished_at else upload
    except InUse:
        return upload
    except (NotStored, OSError):
        log.warning("The upload %s can't be taken in now", upload.pk, exc_info=True)
        return upload


def _out(request: HttpRequest, upload: Upload) -> UploadOut:
    known = {name: getattr(upload, name) for name in ("id", "name", "stamp", "size", "offset", "expires_at", "outcome", "reason")}
    return UploadOut(collection=upload.collection_id, document=upload.document_id, url=url(request, upload), **known)
