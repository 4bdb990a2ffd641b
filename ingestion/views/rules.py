"""How a collection's documents are treated."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from access.access import access_collection
from access.models import Role
from access.requests import Request
from ingestion import keeping
from ingestion.forms import RulesForm
from ingestion.rules import rules_of


@require_http_methods(["GET", "POST"])
def rules(request: Request, collection_id: UUID) -> HttpResponse:
    """Owners: see and lay down the collection's rules."""
    collection = access_collection(request.user, collection_id, Role.OWNER)
    form = RulesForm(request.POST or None, instance=rules_of(collection))
    if request.method == "GET" or not form.is_valid():
        context = {"collection": collection, "form": form}
        return render(request, "ingestion/rules.html", context, status=422 if form.is_bound else 200)
    keeping.lay_down(form.save(commit=False))
    messages.success(request, "Saved.")
    return redirect("ingestion:rules", collection.pk)
