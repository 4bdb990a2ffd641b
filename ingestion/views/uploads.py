"""Files come in: streamed to disk, stored, named by a row. A script sends one file in a request; a plain form may send many."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from access.access import access_collection
from access.models import Collection, Role
from access.requests import Request
from ingestion import intake
from ingestion.access import access_document, access_upload
from ingestion.arriving import ending
from ingestion.errors import IntakeError, NoRoom
from ingestion.forms import ReplaceForm, Sent, UploadForm, most
from ingestion.intake import Accepted
from ingestion.models import Document
from ingestion.views import collections

SAID = {
    "new": "was received.",
    "replaced": "was received as a new version.",
    "same": "is already here, word for word.",
    "restored": "was in the trash and is back, as it was.",
    "refused": "was not taken.",
    "lost": "was not taken.",
}
NOT_TAKEN = ("refused", "lost")
SUMMED = {
    "new": "received.",
    "replaced": "received as new versions.",
    "same": "already here, word for word.",
    "restored": "back from the trash.",
}


@dataclass(frozen=True)
class Result:
    """What became of one file that was sent: intake's outcome, `refused` with its reason, or `lost` if it may be sent again later.

    `erased`: it was erased here once.
    """

    name: str
    outcome: str
    reason: str = ""
    erased: bool = False

    def __str__(self) -> str:
        return f"“{self.name}” {SAID[self.outcome]} {self.reason}".strip()


@csrf_exempt  # because the check reads the body; it is done by _upload, once the body is known to go to disk
@require_POST
def upload(request: Request, collection_id: UUID) -> HttpResponse:
    """Editors: add files to a collection."""
    collection = access_collection(request.user, collection_id, Role.EDITOR)
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    return _upload(request, collection)


@csrf_exempt  # as above
@require_http_methods(["GET", "POST"])
def replace(request: Request, document_id: UUID) -> HttpResponse:
    """Editors: give a document a new content."""
    document = access_document(request.user, document_id, Role.EDITOR)
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    return _replace(request, document)


@require_POST
def discard(request: Request, upload_id: UUID) -> HttpResponse:
    """Whoever began an upload in parts: end it, with all that came of it."""
    upload = access_upload(request.user, upload_id)
    try:
        ending.discard(upload)
    except IntakeError as error:
        messages.error(request, f"“{upload.name}” was not discarded. {error}")
    else:
        messages.success(request, f"The unfinished upload of “{upload.name}” was discarded.")
    return redirect("ingestion:collection", upload.collection_id)


@csrf_protect
def _upload(request: Request, collection: Collection) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(request, form) if request.htmx else collections.show(request, collection, form, status=422)
    results = [_result(sent.name, partial(_add, request, collection, sent)) for sent in form.sent]
    return _tell(request, results, redirect("ingestion:collection", collection.pk))


@csrf_protect
def _replace(request: Request, document: Document) -> HttpResponse:
    if request.method == "GET":
        return _ask(request, document, ReplaceForm())
    form = ReplaceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(request, form) if request.htmx else _ask(request, document, form)
    replacing = partial(intake.replace, document, form.cleaned_data["file"], by=request.user, by_hand=True)
    return _tell(request, [_result(document.name, replacing)], redirect("ingestion:document", document.pk))


def _add(request: Request, collection: Collection, sent: Sent) -> Accepted:
    return intake.accept(collection, sent.name, sent.file, by=request.user, by_hand=True)


def _result(name: str, taking: Callable[[], Accepted]) -> Result:
    """Take one file; its trouble stays its own."""
    try:
        accepted = taking()
    except NoRoom as error:
        return Result(name, "lost", str(error))
    except IntakeError as error:
        return Result(name, "refused", str(error))
    return Result(accepted.document.name, accepted.outcome, accepted.warning, erased=bool(accepted.warning))


def _tell(request: Request, results: list[Result], onward: HttpResponse) -> HttpResponse:
    """For a script what became of its file; for a plain form one message a kind of outcome, and the next page."""
    refused = [result for result in results if result.outcome in NOT_TAKEN]
    if request.htmx:
        status = 507 if any(result.outcome == "lost" for result in refused) else 422 if refused else 201
        return render(request, "ingestion/_result.html", {"results": results}, status=status)
    for result in refused:
        messages.error(request, str(result))
    for result in results:
        if result.erased:
            messages.warning(request, str(result))
    for said in _summary(results):
        messages.success(request, said)
    return onward


def _summary(results: list[Result]) -> list[str]:
    """One sentence for each outcome that files had, naming the file where it is a single one."""
    plain = [result for result in results if result.outcome not in NOT_TAKEN and not result.erased]
    counted = Counter(result.outcome for result in plain)
    names = {result.outcome: str(result) for result in plain}
    return [names[outcome] if number == 1 else f"{number} files: {SUMMED[outcome]}" for outcome, number in counted.items()]


def _ask(request: Request, document: Document, form: ReplaceForm) -> HttpResponse:
    context = {"document": document, "form": form, "most": most()}
    return render(request, "ingestion/replace.html", context, status=422 if form.is_bound else 200)


def _refused(request: Request, form: Form) -> HttpResponse:
    return render(
        request, "ingestion/_result.html", {"errors": [error for errors in form.errors.values() for error in errors]}, status=422
    )
