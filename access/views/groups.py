"""Groups, for administrators."""

from django.contrib import messages
from django.contrib.auth.models import Group
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from access.forms import GroupForm
from access.people import access_group, check_administrator, set_members
from access.requests import Request


@require_http_methods(["GET", "POST"])
def groups(request: Request) -> HttpResponse:
    """Administrators: all groups, and a new one."""
    check_administrator(request.user)
    form = GroupForm(request.POST or None)
    if form.is_valid():
        return redirect("access:group", set_members(form.save(commit=False), form.cleaned_data["members"]).pk)
    known = Group.objects.annotate(people=Count("user", distinct=True), shared=Count("grants", distinct=True)).order_by("name")
    context = {"groups": known, "form": form}
    return render(request, "access/groups.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def group(request: Request, group_id: int) -> HttpResponse:
    """Administrators: a group's name, members and what it may read."""
    known = access_group(request.user, group_id)
    form = GroupForm(request.POST or None, instance=known)
    if form.is_valid():
        set_members(form.save(commit=False), form.cleaned_data["members"])
        messages.success(request, "Saved.")
        return redirect("access:groups")
    context = {"form": form, "group": access_group(request.user, group_id), "grants": known.grants.select_related("collection")}
    return render(request, "access/group.html", context, status=422 if form.is_bound else 200)


@require_POST
def group_delete(request: Request, group_id: int) -> HttpResponse:
    """Administrators: delete a group, and with it every role that it gave."""
    known = access_group(request.user, group_id)
    messages.success(request, f"The group “{known.name}” is deleted.")
    known.delete()
    return redirect("access:groups")
