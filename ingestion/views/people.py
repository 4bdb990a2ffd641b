"""Forgetting a person: how they are written, where they were found, and what becomes of each document."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from access.people import check_administrator
from access.requests import Request
from forgetting import asking, choosing, holders, naming, people
from forgetting.access import access_search
from forgetting.models import Erasure
from ingestion.erasing.forms import ChoiceForm, PersonForm
from ingestion.erasing.naming import rows

SETTLED = "It doesn’t wait for a choice any more. This is how far it is."


@dataclass(frozen=True)
class Column:
    """In how many rows of a column somebody is named."""

    words: str
    count: int
    own_words: bool


@require_http_methods(["GET", "POST"])
def person(request: Request) -> HttpResponse:
    """Administrators: how a person is written who is to be looked for and forgotten."""
    check_administrator(request.user)
    form = PersonForm(request.POST or None)
    if not form.is_valid():
        return render(request, "ingestion/person.html", {"form": form}, status=422 if form.is_bound else 200)
    wish = people.look_for(form.cleaned_data["spellings"], reason=form.cleaned_data["reason"], by=request.user)
    return redirect("forgetting:erasure", wish.pk)


@require_http_methods(["GET", "POST"])
def choose(request: Request, search_id: UUID) -> HttpResponse:
    """Administrators: all places where the person was found, and what becomes of each document that names them."""
    wish = access_search(request.user, search_id)
    if wish.state != Erasure.State.SEARCHED:
        return _settled(request, wish)
    sent = request.POST if request.method == "POST" else None
    form = ChoiceForm(sent, rows=rows(choosing.to_choose(wish)), spellings=asking.unseal(wish.sealed).spellings)
    if request.method == "GET" or not form.is_valid():
        context = {"wish": wish, "form": form, "columns": _columns(wish)}
        return render(request, "ingestion/person_choose.html", context, status=422 if form.is_bound else 200)
    return redirect("forgetting:erasure", wish.pk) if choosing.choose(wish, form.choices) else _settled(request, wish)


@require_POST
def give_up(request: Request, search_id: UUID) -> HttpResponse:
    """Administrators: drop a search before anything is chosen, with the spellings."""
    wish = access_search(request.user, search_id)
    if not choosing.give_up(wish):
        return _settled(request, wish)
    messages.success(request, "The search was dropped, and what was searched for with it. Nothing was changed.")
    return redirect("forgetting:erasures")


def _settled(request: Request, wish: Erasure) -> HttpResponse:
    messages.info(request, SETTLED)
    return redirect("forgetting:erasure", wish.pk)


def _columns(wish: Erasure) -> list[Column]:
    own = holders.own_words()
    found = (wish.named or {"columns": []})["columns"]
    return [Column(naming.words(each["where"]), each["count"], each["where"] in own) for each in found]
