"""Registers the package with Django."""

from django.apps import AppConfig


class EvaluationApp(AppConfig):
    """Evaluation."""

    name = "evaluation"
