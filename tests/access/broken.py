"""The site's addresses, and one that always fails."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import urlpatterns as real


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [path("broken/", broken), *real]
