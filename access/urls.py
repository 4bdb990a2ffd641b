"""Addresses of access."""

from django.urls import URLPattern, path

app_name = "access"
urlpatterns: list[URLPattern] = []
