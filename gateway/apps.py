"""Registers the package with Django."""

from django.apps import AppConfig


class GatewayApp(AppConfig):
    """Gateway."""

    name = "gateway"
