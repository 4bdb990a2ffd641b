"""Registers the package with Django."""

from django.apps import AppConfig


class AssistantApp(AppConfig):
    """Assistant."""

    name = "assistant"
