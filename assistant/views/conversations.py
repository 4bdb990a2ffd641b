"""The chat page: a new conversation, an old one, its name and its end."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.access import scope_for
from access.requests import Request
from assistant import asking
from assistant.access import access_conversation
from assistant.errors import AssistantError
from assistant.filter_form import initial
from assistant.forms import QuestionForm, TitleForm
from assistant.listing import example_questions, side_list
from assistant.models import Conversation
from assistant.showing import turns_of
from retrieval.filters import unpack


@require_GET
def home(request: Request) -> HttpResponse:
    """Everybody who is signed in: the page on which a conversation begins, asking `?collection=` where a link says so."""
    return _new_page(request, QuestionForm(user=request.user, initial={"collections": request.GET.getlist("collection")}))


@require_POST
def start(request: Request) -> HttpResponse:
    """Everybody who is signed in: begin a conversation with its first question."""
    form = QuestionForm(request.POST, user=request.user)
    if not form.is_valid():
        return _new_page(request, form, status=422)
    try:
        turn = asking.begin(request.user, form.cleaned_data["collections"], form.cleaned_data["question"], form.filters())
    except AssistantError as error:
        form.add_error("question", str(error))
        return _new_page(request, form, status=422)
    return redirect("assistant:conversation", turn.conversation_id)


@require_GET
def conversation(request: Request, conversation_id: UUID) -> HttpResponse:
    """Its own person: the turns so far and a place for the next question."""
    shown = access_conversation(request.user, conversation_id)
    chosen = {"collections": list(shown.collections.all()), **initial(unpack(shown.filters))}
    return conversation_page(request, shown, QuestionForm(user=request.user, initial=chosen))


@require_http_methods(["GET", "POST"])
def rename(request: Request, conversation_id: UUID) -> HttpResponse:
    """Its own person: give the conversation another name, in place or on a page of its own."""
    named = access_conversation(request.user, conversation_id)
    form = TitleForm(request.POST or None, initial={"title": named.title})
    if form.is_valid():
        named.title = form.cleaned_data["title"]
        named.save(update_fields=["title"])
        return _renamed(request, named)
    template = "assistant/_rename.html" if request.htmx else "assistant/rename.html"
    return render(request, template, {"conversation": named, "form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def delete(request: Request, conversation_id: UUID) -> HttpResponse:
    """Its own person: delete the conversation with its answers, after a question."""
    doomed = access_conversation(request.user, conversation_id)
    if request.method == "GET":
        return render(request, "assistant/delete.html", {"conversation": doomed})
    doomed.delete()
    messages.success(request, "The conversation is deleted.")
    return redirect("assistant:home")


def conversation_page(request: Request, shown: Conversation, form: QuestionForm, status: int = 200) -> HttpResponse:
    """The page of one conversation. The caller has checked whose it is."""
    context = {
        "conversation": shown,
        "turns": turns_of(shown, scope_for(request.user)),
        "form": form,
        "side": side_list(request.user, request.GET.get("q", "")),
    }
    return render(request, "assistant/conversation.html", context, status=status)


def _new_page(request: Request, form: QuestionForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "examples": example_questions(request.user), "side": side_list(request.user, request.GET.get("q", ""))}
    return render(request, "assistant/home.html", context, status=status)


def _renamed(request: Request, named: Conversation) -> HttpResponse:
    if not request.htmx:
        return redirect("assistant:conversation", named.pk)
    return render(request, "assistant/_renamed.html", {"conversation": named})
