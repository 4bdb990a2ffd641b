"""Erasures as their owners see them: how far they are, and what their certificates say."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from access.access import NotHere
from access.requests import Request
from forgetting import asking
from forgetting.access import access_erasure, erasures_for
from forgetting.models import Erasure

ROWS = 50
TONES = {Erasure.State.DONE: "ok", Erasure.State.FAILED: "bad"}


@dataclass(frozen=True)
class Shown:
    """An erasure with what its page says. Its name is known only until it is done."""

    erasure: Erasure

    @property
    def name(self) -> str:
        """What the document was called."""
        return asking.unseal(self.erasure.sealed).name

    @property
    def tone(self) -> str:
        """The colour of its state; busy while somebody has to wait."""
        return TONES.get(Erasure.State(self.erasure.state), "busy")

    @property
    def documents(self) -> int:
        """How many documents it is about, with what came inside."""
        return len(self.erasure.subject["documents"])

    @property
    def by(self) -> str:
        """Who asked for it."""
        person = self.erasure.asked_by
        return (person.get_full_name() or person.get_username()) if person else "somebody who is no longer here"

    @property
    def own_words(self) -> int:
        """In how many places people wrote the same words themselves."""
        return sum(hit["count"] for hit in self._certificate["proof"]["hits"])

    @property
    def kept(self) -> int:
        """How many files stay because another document has them too."""
        return sum(place["kept"] for place in self._certificate["places"])

    @property
    def _certificate(self) -> dict[str, Any]:
        issued: dict[str, Any] = self.erasure.certificate or {"places": [], "proof": {"hits": []}}
        return issued


@require_GET
def erasures(request: Request) -> HttpResponse:
    """Everybody: erasures in the collections that they own, and those that they asked for; administrators all."""
    sheet = Paginator(erasures_for(request.user).select_related("asked_by"), ROWS).get_page(request.GET.get("page"))
    return render(request, "forgetting/erasures.html", {"sheet": sheet, "rows": [Shown(each) for each in sheet]})


@require_GET
def erasure(request: Request, erasure_id: UUID) -> HttpResponse:
    """Owners of its collection, whoever asked for it, administrators: how far it is, then its certificate."""
    return render(request, "forgetting/erasure.html", {"shown": Shown(access_erasure(request.user, erasure_id))})


@require_POST
def retry(request: Request, erasure_id: UUID) -> HttpResponse:
    """Owners of its collection, whoever asked for it, administrators: go on with one that was set aside."""
    asking.ask_again(access_erasure(request.user, erasure_id))
    return redirect("forgetting:erasure", erasure_id)


@require_GET
def certificate(request: Request, erasure_id: UUID) -> HttpResponse:
    """Owners of its collection, whoever asked for it, administrators: the certificate as a file."""
    found = access_erasure(request.user, erasure_id)
    if found.certificate is None:
        raise NotHere("There is no certificate before everything is erased.")
    response = HttpResponse(json.dumps(found.certificate, indent=2, ensure_ascii=False), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="erasure-{found.pk}.json"'
    return response
