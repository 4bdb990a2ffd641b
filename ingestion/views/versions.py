"""The versions of a document: listed, compared with the present one, restored."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from access.access import NotHere
from access.models import Role
from access.requests import Request
from ingestion import versions
from ingestion.access import access_document, access_version
from ingestion.comparing import Compared, compare
from ingestion.errors import IntakeError
from ingestion.models import Document, Page, State, Version

PAGES = 20


@require_GET
def listed(request: Request, document_id: UUID) -> HttpResponse:
    """Editors: the present version and the earlier ones that are kept."""
    document = access_document(request.user, document_id, Role.EDITOR)
    context = {"document": document, "earlier": list(versions.earlier(document)), "size": versions.size(document)}
    return render(request, "ingestion/versions.html", context)


@require_GET
def compared(request: Request, document_id: UUID, version_id: UUID) -> HttpResponse:
    """Editors: what the present version has that an earlier one had not, and the other way round."""
    document, version = _earlier(request, document_id, version_id)
    last = max(version.page_count, document.current.page_count if document.current else 0)
    sheet = Paginator(range(1, last + 1), PAGES).get_page(request.GET.get("page"))
    pages = _compared(version, document, list(sheet.object_list))
    return render(request, "ingestion/compare.html", {"document": document, "version": version, "page": sheet, "pages": pages})


@require_POST
def restore(request: Request, document_id: UUID, version_id: UUID) -> HttpResponse:
    """Editors: make an earlier version the visible one again."""
    document, version = _earlier(request, document_id, version_id)
    try:
        versions.bring_back(document, version)
    except IntakeError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The earlier version is on its way back. Until it is there, the present one stays in use.")
    return redirect("ingestion:document", document.pk)


@require_POST
def remove(request: Request, document_id: UUID, version_id: UUID) -> HttpResponse:
    """Editors: delete an earlier version for good."""
    document, version = _earlier(request, document_id, version_id)
    versions.remove(document, version)
    messages.success(request, "The earlier version is deleted for good.")
    return redirect("ingestion:versions", document.pk)


def _earlier(request: Request, document_id: UUID, version_id: UUID) -> tuple[Document, Version]:
    document = access_document(request.user, document_id, Role.EDITOR)
    version = access_version(request.user, version_id, Role.EDITOR)
    if version.document_id != document.pk or version.state != State.READY or version.pk == document.current_id:
        raise NotHere("This version is not kept any more, or is the present one.")
    return document, version


def _compared(version: Version, document: Document, numbers: list[int]) -> list[Compared]:
    old, new = (_texts(each, numbers) for each in (version.pk, document.current_id))
    return [compare(number, old.get(number), new.get(number)) for number in numbers]


def _texts(version_id: UUID | None, numbers: list[int]) -> dict[int, str]:
    return dict(Page.objects.filter(version=version_id, number__in=numbers).values_list("number", "text"))
