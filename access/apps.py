"""Registers the package with Django."""

from django.apps import AppConfig


class AccessApp(AppConfig):
    """Access."""

    name = "access"
