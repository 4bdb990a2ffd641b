"""A person's own account: password and API tokens."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from access import tokens
from access.forms import PasswordForm, TokenForm
from access.requests import Request


@require_GET
def account(request: Request) -> HttpResponse:
    """Everybody signed in: one's own account."""
    return _page(request)


@require_POST
def password(request: Request) -> HttpResponse:
    """Everybody signed in: a new password. This session goes on, all others of this person end."""
    form = PasswordForm(request.user, request.POST)
    if not form.is_valid():
        return _page(request, password_form=form, status=422)
    update_session_auth_hash(request, form.save())
    messages.success(request, "Your password is changed. Your other sessions have ended.")
    return redirect("access:account")


@require_POST
def token_new(request: Request) -> HttpResponse:
    """Everybody signed in: a new token, shown in this answer only."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, token_form=form, status=422)
    key = tokens.issue(request.user, form.cleaned_data["name"])
    return _page(request, key=key, status=201)


@require_POST
def token_revoke(request: Request, token_id: int) -> HttpResponse:
    """Everybody signed in: revoke one's own token."""
    token = tokens.revoke(request.user, token_id)
    messages.success(request, f"The token “{token.name}” no longer works.")
    return redirect("access:account")


def _page(
    request: Request,
    *,
    password_form: PasswordForm | None = None,
    token_form: TokenForm | None = None,
    key: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "password_form": password_form or PasswordForm(request.user),
        "token_form": token_form or TokenForm(),
        "tokens": request.user.api_tokens.order_by("-created_at"),
        "key": key,
    }
    return render(request, "access/account.html", context, status=status)
