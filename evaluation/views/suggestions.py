"""A suggestion of the model, to be confirmed by a person."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from access.access import access_collection
from access.models import Role
from access.requests import Request
from evaluation.golden import suggesting
from evaluation.golden.suggesting import NoSuggestion


@require_POST
def suggest(request: Request, collection_id: UUID) -> HttpResponse:
    """Editors: have one golden question suggested, and look at it."""
    collection = access_collection(request.user, collection_id, Role.EDITOR)
    try:
        return redirect("evaluation:golden", suggesting.ask_for(collection, request.user))
    except NoSuggestion as error:
        messages.error(request, str(error))
        return redirect("evaluation:golden-set", collection.pk)
