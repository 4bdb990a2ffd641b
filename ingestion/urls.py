"""Addresses of ingestion."""

from django.urls import URLPattern, path

app_name = "ingestion"
urlpatterns: list[URLPattern] = []
