"""tus 1.0 (https://tus.io/protocols/resumable-upload) as far as it is spoken here: its headers, and its word for each error."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import http_date

from ingestion.arriving import errors
from ingestion.arriving.models import Upload
from ingestion.arriving.receiving import Checksum
from ingestion.errors import IntakeError, NoRoom

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
    errors.TooManyAtOnce: 423,  # clients of tus try again after this one, but not after 429
    errors.TakenIn: 409,
    errors.NotAsSent: 460,
    errors.UploadGone: 404,
    NoRoom: 507,
}


class NotTus(IntakeError):
    """A request that is not as tus says it."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


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


def told(request: HttpRequest, upload: Upload, status: int) -> HttpResponse:
    """How far an upload is, in headers."""
    metadata = f"filename {_encoded(upload.name)},stamp {_encoded(upload.stamp)}"
    headers = {"Upload-Offset": str(upload.offset), "Upload-Length": str(upload.size), "Upload-Metadata": metadata}
    if not upload.finished_at:
        headers["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return HttpResponse(status=status, headers={**headers, "Cache-Control": "no-store", "Location": url(request, upload)})


def url(request: HttpRequest, upload: Upload) -> str:
    """Where the parts of an upload go."""
    return request.build_absolute_uri(f"/api/v1/uploads/{upload.pk}")


def check_version(request: HttpRequest) -> None:
    """Raise NotTus if the request speaks another version, or none."""
    if request.headers.get("Tus-Resumable") != VERSION:
        raise NotTus(f"Send “Tus-Resumable: {VERSION}”.", 412)


def natural(request: HttpRequest, header: str) -> int:
    """The number of bytes in a header. Raises NotTus."""
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotTus(f"Send {header}, a whole number of bytes.")
    return int(text)


def metadata(header: str) -> dict[str, str]:
    """What `Upload-Metadata` says: names, each with its value in Base64, parted by commas. Raises NotTus."""
    pairs = [each.strip().partition(" ") for each in header.split(",") if each.strip()]
    return {name: _decoded(value).decode("utf-8", "replace").replace("\0", "") for name, _, value in pairs}


def checksum_of(header: str) -> Checksum | None:
    """What `Upload-Checksum` says; None if it is not sent. Raises NotTus."""
    algorithm, _, value = header.partition(" ")
    if header and algorithm not in ALGORITHMS:
        raise NotTus(f"A checksum may be one of {', '.join(ALGORITHMS)}.")
    return Checksum(algorithm, _decoded(value)) if header else None


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:  # not Base64, or not even ASCII
        raise NotTus("A value in a header is not in Base64.") from None


def _encoded(text: str) -> str:
    return b64encode(text.encode()).decode()
