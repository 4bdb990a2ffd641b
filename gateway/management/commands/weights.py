"""`manage.py weights`: have a local model's weights at hand."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gateway import weights


class Command(BaseCommand):
    help = "Fetch the weights of a local language model; does nothing when they are there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("model", nargs="?", default="", help=f"One of {', '.join(weights.known())}. Default: LLM_MODEL.")

    def handle(self, *args: Any, model: str, verbosity: int, **options: Any) -> None:
        try:
            wanted = weights.named(model or settings.GATEWAY.model)
            if verbosity and not (settings.MODELS_DIR / wanted.file).exists():
                self.stdout.write(f"Fetching the language model {wanted.model} ({wanted.bytes // 1000**2} MB, {wanted.licence})")
            weights.fetch(wanted.model, settings.MODELS_DIR)
        except weights.WeightsMissing as error:
            raise CommandError(str(error)) from None
