"""Pictures of pages: those that reading kept, and those of PDF pages, drawn when somebody looks."""

from pathlib import Path
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.requests import Request
from ingestion import storage
from ingestion.access import access_document
from ingestion.models import Page, Version
from ingestion.views import drawing
from ingestion.views.drawing import NoPicture, TryAgainLater
from ingestion.views.opening import Asked, version_asked
from ingestion.views.withheld import is_withheld

PDF = "application/pdf"
TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}
FOR_EVER = "private, max-age=31536000, immutable"
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'"


@require_safe
def page_image(request: Request, document_id: UUID, number: int) -> HttpResponse:
    """Readers: the picture of one page; editors alone where its document is masked.

    With its version in the address it never changes.
    """
    document = access_document(request.user, document_id)
    asked = Asked.read(request.GET)
    version = version_asked(document, asked, by=request.user)
    page = version.pages.defer("text", "lines", "blocks").filter(number=number).first() if version else None
    if version is None or page is None or not has_picture(version, page) or is_withheld(request, document, version):
        raise Http404("There is no picture of this page.")
    try:
        return _sent(picture(version, page), for_ever=asked.version == version.pk)
    except NoPicture as error:
        return _placeholder(request, error)


def has_picture(version: Version, page: Page) -> bool:
    """Whether there is, or can be drawn, a picture of the page."""
    return page.has_image or version.media_type == PDF


def picture(version: Version, page: Page) -> Path:
    """The picture of a page that has one. Raises NoPicture."""
    return storage.page_image(version, page.number) if page.has_image else drawing.drawn(version, page.number)


def _sent(path: Path, *, for_ever: bool) -> HttpResponse:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise NoPicture("The picture of this page is not here.") from None
    response = HttpResponse(content, content_type=TYPES.get(path.suffix, "application/octet-stream"))
    response["Cache-Control"] = FOR_EVER if for_ever else "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _placeholder(request: Request, error: NoPicture) -> HttpResponse:
    """A drawn notice in the picture's place; the status says whether trying again helps."""
    status = 503 if isinstance(error, TryAgainLater) else 422
    response = render(request, "ingestion/no_picture.svg", {"error": error}, content_type="image/svg+xml", status=status)
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = SANDBOX
    return response
