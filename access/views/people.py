"""People, for administrators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access import people as keeping
from access.forms import PersonForm
from access.models import User
from access.people import PeopleError
from access.requests import Request


@require_GET
def people(request: Request) -> HttpResponse:
    """Administrators: everybody."""
    keeping.check_administrator(request.user)
    everybody = User.objects.prefetch_related("groups").order_by("-is_active", "username")
    return render(request, "access/people.html", {"people": everybody})


@require_http_methods(["GET", "POST"])
def person_new(request: Request) -> HttpResponse:
    """Administrators: a new person with a generated password, shown in this answer only."""
    keeping.check_administrator(request.user)
    form = PersonForm(request.POST or None)
    if not form.is_valid():
        return render(request, "access/person_form.html", {"form": form}, status=422 if form.is_bound else 200)
    newcomer = keeping.welcome(form.save(commit=False), **form.rights)
    return render(request, "access/newcomer.html", {"newcomer": newcomer}, status=201)


@require_http_methods(["GET", "POST"])
def person(request: Request, user_id: int) -> HttpResponse:
    """Administrators: one person's name, groups and rights."""
    known = keeping.access_person(request.user, user_id)
    form = PersonForm(request.POST or None, instance=known)
    if not form.is_valid():
        return _page(request, form, user_id)
    try:
        keeping.change(form.save(commit=False), **form.rights, by=request.user)
    except PeopleError as error:
        form.add_error(None, str(error))
        return _page(request, form, user_id)
    messages.success(request, "Saved.")
    return redirect("access:people")


@require_POST
def person_password(request: Request, user_id: int) -> HttpResponse:
    """Administrators: a new generated password for somebody, shown in this answer only."""
    newcomer = keeping.give_password(keeping.access_person(request.user, user_id))
    return render(request, "access/newcomer.html", {"newcomer": newcomer})


def _page(request: Request, form: PersonForm, user_id: int) -> HttpResponse:
    context = {"form": form, "person": keeping.access_person(request.user, user_id)}
    return render(request, "access/person_form.html", context, status=422 if form.is_bound else 200)
