"""Registers the package with Django."""

from django.apps import AppConfig


class RetrievalApp(AppConfig):
    """Retrieval."""

    name = "retrieval"
