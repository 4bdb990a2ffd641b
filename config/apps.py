"""The commands that belong to the house as a whole: `run` and `settings_page`."""

from django.apps import AppConfig


class ConfigApp(AppConfig):
    """Registers config's management commands."""

    name = "config"
