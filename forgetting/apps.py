"""Registers the package with Django."""

from django.apps import AppConfig


class ForgettingApp(AppConfig):
    """Forgetting."""

    name = "forgetting"
