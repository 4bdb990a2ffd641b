"""What a view is given once somebody has signed in."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from access.models import User


class Request(HttpRequest):
    """A request whose person is known: LoginRequiredMiddleware lets nobody else through."""

    user: User
    htmx: HtmxDetails
