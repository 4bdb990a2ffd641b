"""Addresses under /api/v1/ at which there is nothing."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt


def home(request: HttpRequest) -> HttpResponse:
    """Everybody signed in: to the page that explains the API."""
    return redirect("api:openapi-view")


@csrf_exempt
@login_not_required
def unknown(request: HttpRequest, rest: str) -> JsonResponse:
    """Anyone: there is nothing here, in JSON like every other error of the API."""
    return JsonResponse({"error": "There is no such address. /api/v1/docs lists all that there are."}, status=404)
