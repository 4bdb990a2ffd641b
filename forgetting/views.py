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
from forgetting import asking, holders, naming
from forgetting.access import access_erasure, erasures_for
from forgetting.models import Erasure

ROWS = 50
TONES = {Erasure.State.DONE: "ok", Erasure.State.FAILED: "bad", Erasure.State.SEARCHED: "stale"}


@dataclass(frozen=True)
class Column:
    """A column of a table, and how many of its rows held a person's name before and hold it after."""

    words: str
    before: int
    after: int
    own_words: bool


@dataclass(frozen=True)
class Shown:
    """An erasure with what its page says. Its name is known only until it is done."""

    erasure: Erasure

    @property
    def what(self) -> str:
        """What it is about: the document's name, while that is known."""
        name = "" if self.erasure.person else asking.unseal(self.erasure.sealed).name
        return f"“{name}”" if name else "a person" if self.erasure.person else "a document"

    @property
    def state(self) -> str:
        """How far it is, in words; a person is looked for before anything is chosen."""
        looking = self.erasure.person and self.erasure.choices is None and self.tone == "busy"
        if looking:
            return "Looking for the person"
        return "Forgotten" if self.erasure.person and self.tone == "ok" else self.erasure.get_state_display()

    @property
    def doing(self) -> str:
        """What a worker does with it."""
        if not self.erasure.person:
            return "Nobody finds or opens it any more. A worker erases what is left of it"
        if self.erasure.choices is None:
            return "Every text of every table is looked through, and nothing is changed"
        return "A worker does what was chosen"

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
    def columns(self) -> list[Column]:
        """In how many rows of each column a person was named, and is named now."""
        person = self._certificate["person"]
        before, after = ({each["where"]: each["count"] for each in person[when]["columns"]} for when in ("before", "after"))
        own = holders.own_words()
        places = sorted(before.keys() | after.keys())
        return [Column(naming.words(where), before.get(where, 0), after.get(where, 0), where in own) for where in places]

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
