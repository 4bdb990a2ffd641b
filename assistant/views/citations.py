"""The source panel: what a footnote points to."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from access.requests import Request
from assistant import signs
from assistant.access import access_citation
from assistant.footnotes import ShownSource
from assistant.models import Sign
from assistant.views.turns import place_of


@require_GET
def citation(request: Request, citation_id: UUID) -> HttpResponse:
    """Its own person: the kept quote, and the page it comes from where that may still be opened."""
    found = access_citation(request.user, citation_id)
    signs.noticed(found.turn, Sign.Kind.OPENED)
    template = "assistant/_source.html" if request.htmx else "assistant/source.html"
    return render(request, template, {"source": ShownSource(found), "back": place_of(found.turn)})
