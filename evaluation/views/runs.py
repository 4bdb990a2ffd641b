"""Runs of a collection's golden questions: start one, look at one beside an earlier one, cancel one, accept one that is worse."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from access.access import access_collection
from access.models import Role
from access.requests import Request
from evaluation import tasks
from evaluation.forms import RunForm, WordForm
from evaluation.golden import accepting, leases, playing, showing
from evaluation.golden.access import access_run
from evaluation.models import GoldenRun


@require_POST
def run_now(request: Request, collection_id: UUID) -> HttpResponse:
    """Editors: ask all golden questions. It happens in the worker for documents."""
    collection = access_collection(request.user, collection_id, Role.EDITOR)
    form = RunForm(request.POST)
    asked = form.cleaned_data if form.is_valid() else {}
    ordered = playing.order(collection, note=asked.get("note", ""), by=request.user, answers=asked.get("answers", False))
    transaction.on_commit(tasks.ring)
    return redirect("evaluation:golden-run", ordered.pk)


@require_GET
def run(request: Request, run_id: UUID) -> HttpResponse:
    """Editors of its collection: its figures, and every question before and after. `against` names the earlier run."""
    return _page(request, access_run(request.user, run_id), WordForm())


@require_POST
def accept(request: Request, run_id: UUID) -> HttpResponse:
    """Editors of its collection: let a finished run stand that is worse, with a reason."""
    shown = access_run(request.user, run_id)
    form = WordForm(request.POST)
    if form.is_valid() and not accepting.accept(shown, why=form.cleaned_data["why"], by=request.user):
        form.add_error(None, accepting.UNFINISHED)
    if not form.is_valid():
        return _page(request, shown, form, status=422)
    messages.success(request, "Your word is kept with the run.")
    return redirect("evaluation:golden-run", shown.pk)


@require_POST
def cancel(request: Request, run_id: UUID) -> HttpResponse:
    """Editors of its collection: end a run that has not ended."""
    shown = access_run(request.user, run_id)
    if leases.cancel(shown):
        messages.success(request, "The run is cancelled.")
    return redirect("evaluation:golden-run", shown.pk)


def _page(request: Request, shown: GoldenRun, form: WordForm, status: int = 200) -> HttpResponse:
    context = showing.page(shown, request.GET.get("against", ""))
    return render(request, "evaluation/golden_run.html", {**context, "run": shown, "form": form}, status=status)
