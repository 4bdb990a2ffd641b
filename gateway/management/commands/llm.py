"""`manage.py llm`: serve the local language model in OpenAI's protocol."""

import os
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gateway import weights
from gateway.local_server import serve


class Command(BaseCommand):
    help = "Serve the local language model on a loopback port until told to stop (llama.cpp's own server)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, required=True)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        signals = {signal.SIGINT, signal.SIGTERM}
        signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        try:
            file = weights.fetch(settings.GATEWAY.model, settings.MODELS_DIR)
        except weights.WeightsMissing as error:
            raise CommandError(str(error)) from None
        server = serve(file, settings.GATEWAY, host=host, port=port)
        self.stdout.write(f"{settings.GATEWAY.model} answers at {server.listening_address}")
        signal.sigwait(signals)
        os._exit(0)  # at once: a plain exit would wait for the answers that are being written
