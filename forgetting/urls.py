"""Addresses of forgetting."""

from django.urls import URLPattern, path

from forgetting import views

app_name = "forgetting"
urlpatterns: list[URLPattern] = [
    path("erasures/", views.erasures, name="erasures"),
    path("erasures/<uuid:erasure_id>/", views.erasure, name="erasure"),
    path("erasures/<uuid:erasure_id>/retry/", views.retry, name="retry"),
    path("erasures/<uuid:erasure_id>/certificate/", views.certificate, name="certificate"),
]
