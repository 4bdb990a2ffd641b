"""Signing in and out."""

from datetime import timedelta
from math import ceil
from typing import Any

from axes.helpers import get_cool_off
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from access.forms import SignInForm


class SignIn(LoginView):
    """Anyone: name and password against a session. Django rotates the session key and checks where `next` leads."""

    template_name = "access/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_invalid(self, form: Any) -> HttpResponse:
        """The same page with the same message, whatever was wrong."""
        response = super().form_invalid(form)
        response.status_code = 422
        return response


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Anyone: end the session, if there is one."""
    logout(request)
    return redirect(reverse("access:sign-in"))


@login_not_required
@require_GET
def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """Anyone: to the one sign-in page there is. Who is signed in already and comes here finds nothing: the admin isn't theirs."""
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.GET.get("next", reverse("admin:index")))


def locked(request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, str] | None = None) -> HttpResponse:
    """Anyone who failed too often: how long to wait. The same for names that exist and names that don't."""
    pause = get_cool_off(request) or timedelta()
    page = render(request, "access/locked.html", {"minutes": ceil(pause.total_seconds() / 60)}, status=429)
    page["Retry-After"] = str(ceil(pause.total_seconds()))
    return page
