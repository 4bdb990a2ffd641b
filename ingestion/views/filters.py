"""Filters that somebody keeps for a collection, under names of their own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from access.access import access_collection
from access.requests import Request
from ingestion.access import access_filter
from ingestion.forms import FilterForm
from ingestion.models import SavedFilter
from ingestion.views.filtering import Wanted


@require_http_methods(["GET", "POST"])
def save(request: Request, collection_id: UUID) -> HttpResponse:
    """Readers: keep what they are looking at under a name; the same name again replaces it."""
    collection = access_collection(request.user, collection_id)
    query = Wanted.read(QueryDict(request.GET.urlencode())).address(page="1")
    form = FilterForm(request.POST or None)
    if not form.is_valid():
        context = {"collection": collection, "form": form, "query": query}
        return render(request, "ingestion/filter.html", context, status=422 if form.is_bound else 200)
    name = form.cleaned_data["name"]
    SavedFilter.objects.update_or_create(user=request.user, collection=collection, name=name, defaults={"query": query})
    messages.success(request, f"The filter “{name}” is kept for you.")
    return redirect(reverse("ingestion:collection", args=[collection.pk]) + query)


@require_POST
def forget(request: Request, filter_id: int) -> HttpResponse:
    """Its own person: let go of a filter."""
    found = access_filter(request.user, filter_id)
    found.delete()
    messages.success(request, f"The filter “{found.name}” is gone.")
    return redirect("ingestion:collection", found.collection_id)
