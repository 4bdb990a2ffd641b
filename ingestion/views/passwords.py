"""The password of a locked document: asked for, used, forgotten."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from access.models import Role
from access.requests import Request
from ingestion import passwords
from ingestion.access import access_document
from ingestion.errors import IntakeError
from ingestion.forms import PasswordForm


@sensitive_variables("form")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def password(request: Request, document_id: UUID) -> HttpResponse:
    """Editors: asks for the password of a locked document, then has it read."""
    found = access_document(request.user, document_id, Role.EDITOR)
    form = PasswordForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return render(request, "ingestion/password.html", {"document": found, "form": form}, status=422 if form.is_bound else 200)
    try:
        passwords.give(found, form.cleaned_data["password"], keep=form.cleaned_data["keep"], by=request.user)
        messages.success(request, f"“{found.name}” is read with the password.")
    except IntakeError as error:
        messages.error(request, str(error))
    return redirect("ingestion:document", found.pk)


@require_POST
def forget(request: Request, document_id: UUID) -> HttpResponse:
    """Editors: forget the password that is kept."""
    found = access_document(request.user, document_id, Role.EDITOR)
    passwords.forget(found.pk)
    messages.success(request, "The password is forgotten.")
    return redirect("ingestion:document", found.pk)
