"""Thumbs and other signs: given by the person who asked, read by administrators."""

import logging
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from access.access import NotHere, scope_for
from access.requests import Request
from assistant import feedback, reviewing
from assistant.access import access_turn, asked_again
from assistant.forms import THUMBS, FeedbackFilter, RatingForm
from assistant.models import Turn
from assistant.showing import show
from assistant.views.turns import place_of

log = logging.getLogger(__name__)
PER_PAGE = 20


@require_POST
def rate(request: Request, turn_id: UUID) -> HttpResponse:
    """Its own person: give a thumb, change it, or take it back."""
    turn = access_turn(request.user, turn_id)
    form = RatingForm(request.POST)
    if form.is_valid():
        _keep(turn, form)
    if not request.htmx:
        return redirect(place_of(turn))
    return _rating(request, turn_id, form)


@require_GET
def feedback_list(request: Request) -> HttpResponse:
    """Administrators only: what people thought of their answers."""
    if not request.user.is_superuser:
        raise NotHere("There is nothing here.")
    form = FeedbackFilter(request.GET)
    thumb = form.cleaned_data["thumb"] if form.is_valid() else ""
    scope = scope_for(request.user)
    page = Paginator(reviewing.given(thumb), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "given": [reviewing.reviewed(row, scope) for row in page],
        "thumb": thumb,
        "thumbs": THUMBS,
        "query": f"thumb={thumb}&",
    }
    return render(request, "assistant/feedback_list.html", context)


@require_GET
def again_list(request: Request) -> HttpResponse:
    """Administrators only: what was asked again soon, rated or not. Who looks at somebody else's is written to the log."""
    if not request.user.is_superuser:
        raise NotHere("There is nothing here.")
    page = Paginator(reviewing.again(asked_again(request.user)), PER_PAGE).get_page(request.GET.get("page"))
    others = [str(turn.pk) for turn in page if turn.conversation.user_id != request.user.pk]
    if others:
        log.warning("Administrator %s looks at questions that were asked again (turns %s)", request.user, ", ".join(others))
    return render(
        request,
        "assistant/again_list.html",
        {"page": page, "again": [reviewing.AskedAgain(turn) for turn in page], "thumbs": THUMBS},
    )


def _keep(turn: Turn, form: RatingForm) -> None:
    helpful = form.cleaned_data["helpful"]
    if helpful is None:
        feedback.withdraw(turn)
    else:
        feedback.rate(turn, helpful=helpful, reasons=form.cleaned_data["reasons"], comment=form.cleaned_data["comment"])


def _rating(request: Request, turn_id: UUID, form: RatingForm) -> HttpResponse:
    detailed = "detailed" in request.POST
    context = {
        "shown": show(access_turn(request.user, turn_id), scope_for(request.user)),
        "form": form,
        "thanks": detailed and form.is_valid(),
    }
    context["open"] = not context["thanks"]
    return render(request, "assistant/_rating.html", context, status=200 if form.is_valid() else 422)
