"""Who calls the API: the owner of a token, or somebody signed in at the pages (the API page itself asks as them)."""

import logging
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.security.apikey import APIKeyBase
from ninja.utils import check_csrf

from access import tokens
from access.models import User

log = logging.getLogger(__name__)


class ApiRequest(HttpRequest):
    """A request whose caller is known."""

    auth: User


class BearerAuth(HttpBearer):
    """`Authorization: Bearer <token>`."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The token's owner. A refusal is logged with its address, never with the token."""
        user = tokens.owner(token)
        if user is None:
            log.warning(
                "An API token was refused: it is unknown or revoked, or its owner may not sign in (from %s).", address(request)
            )
        return user


class SessionAuth(APIKeyBase):
    """The session cookie, with the CSRF token for all that changes something. Who sends a token is judged by it alone."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    param_name = settings.SESSION_COOKIE_NAME
    csrf = True

    def _get_key(self, request: HttpRequest) -> str | None:
        return None if "Authorization" in request.headers else request.COOKIES.get(self.param_name)

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        """Whoever is signed in."""
        if not key or not request.user.is_authenticated:
            return None
        if check_csrf(request):
            raise HttpError(403, "The CSRF token is missing or wrong. Programs use an API token instead of a session.")
        return request.user


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For the API's description: people are led to the sign-in page, programs may bring a token."""
    doors = (BearerAuth(), SessionAuth())

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: object) -> HttpResponse:
        if any(door(request) for door in doors):
            return view(request, **kwargs)
        return redirect_to_login(request.get_full_path())

    return guarded


def address(request: HttpRequest) -> str:
    """Where a request came from."""
    return str(request.META.get("REMOTE_ADDR", "an unknown address"))
