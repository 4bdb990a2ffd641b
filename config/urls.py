"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from access.views import signing
from config import health

urlpatterns = [
    path("", include("assistant.urls")),
    path("", include("access.urls")),
    path("", include("ingestion.urls")),
    path("", include("forgetting.urls")),
    path("", include("evaluation.urls")),
    path("api/v1/", include("config.api")),
    path("admin/login/", signing.admin_sign_in),
    path("admin/", admin.site.urls),
    path("health/", health.health),
]
