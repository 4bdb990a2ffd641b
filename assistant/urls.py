"""Addresses of assistant."""

from django.urls import URLPattern, path

app_name = "assistant"
urlpatterns: list[URLPattern] = []
