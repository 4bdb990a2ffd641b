"""Every error as JSON: {"error": "what to do next"}."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from assistant.errors import AssistantError, StillAnswering
from ingestion.errors import IngestionError, NoRoom
from retrieval.errors import RetrievalError

log = logging.getLogger(__name__)


class Error(Schema):
    """What went wrong, in words fit to show."""

    error: str


def answer_in_json(api: NinjaAPI) -> None:
    """Say how each kind of error is answered."""
    for kind, handler in HANDLERS.items():
        api.add_exception_handler(kind, handler)


def _with(status: int, **headers: str) -> Callable[[HttpRequest, Any], HttpResponse]:
    def answer(request: HttpRequest, error: Exception) -> HttpResponse:
        return JsonResponse({"error": str(error) or "There is no such thing."}, status=status, headers=headers)

    return answer


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return JsonResponse({"error": error.message}, status=error.status_code)


def _no_caller(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    advice = "Send a valid API token as “Authorization: Bearer …”. Tokens are made on your account page."
    return JsonResponse({"error": advice}, status=401, headers={"WWW-Authenticate": "Bearer"})


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return JsonResponse({"error": " ".join(_sentence(each) for each in error.errors)}, status=422)


def _sentence(error: dict[str, Any]) -> str:
    """`question: String should have at least 1 character.`"""
    place = ".".join(str(part) for part in error["loc"][1:] if part not in PARAMETERS)
    return f"{place}: {error['msg']}." if place else f"{error['msg']}."


PARAMETERS = {"wanted", "given"}
"""What the operations call the thing that holds the caller's fields; the caller has not written these."""


def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return JsonResponse({"error": "The request is too large. Send less text at once."}, status=413)


def _suspicious(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    return JsonResponse({"error": "The request can't be read. /api/v1/docs shows what is expected."}, status=400)


def _unforeseen(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("The API failed at %s %s", request.method, request.path, exc_info=error)
    return JsonResponse(
        {"error": "Something went wrong here, and it has been logged. Try again, or tell your administrator."}, status=500
    )


HANDLERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    Http404: _with(404),
    HttpError: _http,
    AuthenticationError: _no_caller,
    ValidationError: _invalid,
    StillAnswering: _with(409),
    AssistantError: _with(422),
    IngestionError: _with(422),
    NoRoom: _with(507),
    RequestDataTooBig: _too_large,
    SuspiciousOperation: _suspicious,
    RetrievalError: _with(503, **{"Retry-After": "60"}),
    Exception: _unforeseen,
}
