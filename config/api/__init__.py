"""The HTTP API under /api/v1/: the same doors as the pages, for programs."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI

from config.api import asking, collections, documents, errors, feedback, searching, turns, uploads
from config.api.authentication import BearerAuth, SessionAuth, signed_in
from config.api.unknown import home, unknown

api = NinjaAPI(
    title="Footnote",
    version="1",
    description=(
        "Ask an organisation's own documents, and keep them. "
        "Send `Authorization: Bearer <token>`; tokens are made on your account page. "
        'Every error is JSON: `{"error": "what to do next"}`. What doesn\'t exist and what isn\'t yours look the same: 404.'
    ),
    urls_namespace="api",
    auth=[BearerAuth(), SessionAuth()],
    docs_decorator=signed_in,
)
errors.answer_in_json(api)
for _module in (collections, documents, uploads, searching, asking, turns, feedback):
    api.add_router("", _module.router)


def without_sign_in_page(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """Each operation checks its own caller and answers 401 in JSON, where a page would lead to the sign-in page."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            login_not_required(pattern.callback)
    return patterns


_operations, _app_name, _namespace = api.urls
urlpatterns = [
    path("", home, name="api-home"),
    path("", (without_sign_in_page(_operations), _app_name, _namespace)),
    path("<path:rest>", unknown, name="api-unknown"),
]
