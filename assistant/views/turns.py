"""One question: ask it, look at it, stop it, ask it again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from access.access import NotHere, scope_for
from access.requests import Request
from assistant import asking, signs
from assistant.access import access_conversation, access_turn
from assistant.errors import AssistantError
from assistant.forms import QuestionForm
from assistant.models import Conversation, Sign, Turn
from assistant.showing import show
from assistant.views.conversations import conversation_page
from assistant.withholding import WITHHELD, is_withheld

WAYS = {"filters": asking.ask_without_filters, "reading": asking.ask_as_typed}


@require_POST
def ask(request: Request, conversation_id: UUID) -> HttpResponse:
    """Its own person: put the next question; the answer comes over `events`."""
    conversation = access_conversation(request.user, conversation_id)
    form = QuestionForm(request.POST, user=request.user)
    turn = _asked(conversation, form)
    if turn is None:
        return _refused(request, conversation, form)
    return _turn(request, turn)


@require_GET
def turn(request: Request, turn_id: UUID) -> HttpResponse:
    """Its own person: the turn as it is saved, by itself for htmx, otherwise at its place in the conversation."""
    found = access_turn(request.user, turn_id)
    if not request.htmx:
        return redirect(place_of(found))
    return render(request, "assistant/_article.html", {"shown": show(found, scope_for(request.user))})


@require_POST
def stop(request: Request, turn_id: UUID) -> HttpResponse:
    """Its own person: end the answer where it is. What a worker holds ends when that worker looks, and `events` tells."""
    asking.stop(access_turn(request.user, turn_id))
    found = access_turn(request.user, turn_id)
    if not request.htmx:
        return redirect(place_of(found))
    shown = show(found, scope_for(request.user))
    return HttpResponse(status=204) if shown.live else render(request, "assistant/_article.html", {"shown": shown})


@require_POST
def copied(request: Request, turn_id: UUID) -> HttpResponse:
    """Its own person: the answer was copied. Only that is counted."""
    found = access_turn(request.user, turn_id)
    if is_withheld(found, scope_for(request.user)):
        raise NotHere(WITHHELD)
    signs.noticed(found, Sign.Kind.COPIED)
    return HttpResponse(status=204)


@require_POST
def ask_again(request: Request, turn_id: UUID) -> HttpResponse:
    """Its own person: put a question once more, perhaps `without` the filters that it had or what was read in it."""
    found = access_turn(request.user, turn_id)
    try:
        again = WAYS.get(request.POST.get("without", ""), asking.ask_again)(found)
    except AssistantError as error:
        messages.error(request, str(error))
        again = found
    return redirect(place_of(again))


def place_of(turn: Turn) -> str:
    """Where the turn stands in its conversation."""
    return f"{reverse('assistant:conversation', args=[turn.conversation_id])}#turn-{turn.pk}"


def _asked(conversation: Conversation, form: QuestionForm) -> Turn | None:
    if not form.is_valid():
        return None
    conversation.collections.set(form.cleaned_data["collections"])
    try:
        return asking.ask(conversation, form.cleaned_data["question"], form.filters())
    except AssistantError as error:
        form.add_error("question", str(error))
        return None


def _turn(request: Request, turn: Turn) -> HttpResponse:
    return (
        render(request, "assistant/_turn.html", {"shown": show(turn, scope_for(request.user))})
        if request.htmx
        else redirect(place_of(turn))
    )


def _refused(request: Request, conversation: Conversation, form: QuestionForm) -> HttpResponse:
    if request.htmx:
        return render(request, "assistant/_composer.html", {"conversation": conversation, "form": form}, status=422)
    return conversation_page(request, conversation, form, status=422)
