"""The original file. Only what browsers show without running it is ever shown; all else is saved to disk."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from access.requests import Request
from ingestion import storage
from ingestion.access import access_document
from ingestion.views.opening import Asked, version_asked
from ingestion.views.withheld import is_withheld

BLOCK = 1024**2
PDF = "application/pdf"
SHOWN = {PDF, "image/png", "image/jpeg", "image/gif", "image/webp"}
# A PDF's viewer needs scripts of the browser's own, which a sandbox would take away; it never runs in the site's name.
POLICIES = {PDF: "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"}
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@require_safe
def file(request: Request, document_id: UUID) -> HttpResponse | StreamingHttpResponse:
    """Readers: the file as it was received; editors alone where something in it, or inside what came in it, is masked.

    With `show`, a PDF or an image opens in the browser.
    """
    document = access_document(request.user, document_id)
    version = version_asked(document, Asked.read(request.GET), by=request.user) or document.latest
    path = storage.original(version) if version else None
    if version and is_withheld(request, document, version):
        raise Http404("The file of this document is for its editors.")
    if version is None or path is None or not path.is_file():
        raise Http404("The file of this document is not here.")
    shown = "show" in request.GET and version.media_type in SHOWN
    return send(path, media_type=version.media_type, name=document.name.rpartition("/")[2], shown=shown)


def send(path: Path, *, media_type: str, name: str, shown: bool) -> StreamingHttpResponse:
    """Stream a file, in blocks of a megabyte."""
    headers = {
        "Content-Length": str(path.stat().st_size),
        "Content-Disposition": content_disposition_header(not shown, name) or "attachment",
        "Content-Security-Policy": POLICIES.get(media_type, SANDBOX) if shown else SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
    }
    return StreamingHttpResponse(_blocks(path.open("rb")), content_type=media_type or "application/octet-stream", headers=headers)


async def _blocks(file: BinaryIO) -> AsyncIterator[bytes]:
    with file:
        while block := await asyncio.to_thread(file.read, BLOCK):
            yield block
