"""Registers the package with Django."""

from django.apps import AppConfig


class IngestionApp(AppConfig):
    """Ingestion."""

    name = "ingestion"
