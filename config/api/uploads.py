"""Uploads in parts, as tus 1.0 says it (https://tus.io/protocols/resumable-upload): begun, gone on with, ended."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import http_date
from ninja import Router, Schema

from access.access import access_collection
from access.models import Role
from config.api.authentication import ApiRequest
from config.api.errors import Error
from config.streamed_body import TYPE, blocks
from ingestion.access import access_upload
from ingestion.arriving import beginning, ending, errors, receiving
from ingestion.arriving.models import Upload, unfinished
from ingestion.arriving.receiving import Checksum
from ingestion.errors import IntakeError, NoRoom

router = Router(tags=["Uploads in parts"])
Given = ParamSpec("Given")
VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,checksum,termination"
ALGORITHMS = ("sha1", "sha256")
STATUS: dict[type[IntakeError], int] = {
    errors.LargerThanAllowed: 413,
    errors.MoreThanAnnounced: 413,
    errors.TooManyUnfinished: 429,
    errors.NotWhereItStopped: 409,
    errors.InUse: 423,
    errors.NotAsSent: 460,
    errors.UploadGone: 404,
    NoRoom: 507,
}


class NotTus(IntakeError):
    """A request that is not as tus says it."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


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


def tus(operation: Callable[Given, HttpResponse]) -> Callable[Given, HttpResponse]:
    """Errors with their status, and the version of the protocol on every answer."""

    @wraps(operation)
    def spoken(*args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        try:
            answer = operation(*args, **kwargs)
        except IntakeError as error:
            status = error.status if isinstance(error, NotTus) else STATUS.get(type(error), 422)
            answer = JsonResponse({"error": str(error)}, status=status)
        answer["Tus-Resumable"], answer["Tus-Version"] = VERSION, VERSION
        return answer

    return spoken


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
    _check_version(request)
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    size, by_hand = _natural(request, "Upload-Length"), "Authorization" not in request.headers
    upload = beginning.begin(
        collection, told.get("filename", ""), size, by=request.auth, stamp=told.get("stamp", ""), by_hand=by_hand
    )
    return _told(request, ending.finish(upload) if upload.is_whole else upload, 201)


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
    _check_version(request)
    return _told(request, _finished(upload), 200)


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
    _check_version(request)
    if request.content_type != TYPE:
        raise NotTus(f"A part is sent as {TYPE}.", 415)
    offset, checksum = _natural(request, "Upload-Offset"), _checksum(request.headers.get("Upload-Checksum", ""))
    upload = receiving.append(upload, offset, blocks(request), checksum=checksum)
    return _told(request, ending.finish(upload) if upload.is_whole else upload, 204)


@router.delete("/uploads/{uuid:upload_id}", response={204: None, 401: Error, 404: Error})
@tus
def discard_upload(request: ApiRequest, upload_id: UUID) -> HttpResponse:
    """End your upload; what came of it is removed. A file that was taken in stays a document."""
    upload = access_upload(request.auth, upload_id)
    _check_version(request)
    ending.discard(upload)
    return HttpResponse(status=204)


def _finished(upload: Upload) -> Upload:
    """One that is whole but was not taken in, as its process died or there was no room, is taken in now if that can be."""
    try:
        return ending.finish(upload) if upload.is_whole and not upload.finished_at else upload
    except (NoRoom, errors.InUse):
        return upload


def _told(request: HttpRequest, upload: Upload, status: int) -> HttpResponse:
    headers = {"Upload-Offset": str(upload.offset), "Upload-Length": str(upload.size), "Cache-Control": "no-store"}
    if not upload.finished_at:
        headers["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return HttpResponse(status=status, headers={**headers, "Location": _url(request, upload)})


def _out(request: HttpRequest, upload: Upload) -> UploadOut:
    known = {name: getattr(upload, name) for name in ("id", "name", "stamp", "size", "offset", "expires_at", "outcome", "reason")}
    return UploadOut(collection=upload.collection_id, document=upload.document_id, url=_url(request, upload), **known)


def _url(request: HttpRequest, upload: Upload) -> str:
    return request.build_absolute_uri(f"/api/v1/uploads/{upload.pk}")


def _check_version(request: HttpRequest) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise NotTus(f"Send “Tus-Resumable: {VERSION}”.", 412)


def _natural(request: HttpRequest, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotTus(f"Send {header}, a whole number of bytes.")
    return int(text)


def _metadata(header: str) -> dict[str, str]:
    """`Upload-Metadata`: names, each with its value in Base64, parted by commas."""
    pairs = [each.strip().partition(" ") for each in header.split(",") if each.strip()]
    return {name: _decoded(value).decode("utf-8", "replace").replace("\0", "") for name, _, value in pairs}


def _checksum(header: str) -> Checksum | None:
    algorithm, _, value = header.partition(" ")
    if header and algorithm not in ALGORITHMS:
        raise NotTus(f"A checksum may be one of {', '.join(ALGORITHMS)}.")
    return Checksum(algorithm, _decoded(value)) if header else None


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except NotBase64:
        raise NotTus("A value in a header is not in Base64.") from None
